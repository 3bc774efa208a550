import ArgumentParser
import Figures
import Foundation
import Storage

/// `strata report`: the page of a run.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write the page of one or more runs and print its path.",
    discussion:
      """
      Puts report.html together from the metrics and analyses in the run's folder; measures nothing. Where there is a \
      table of units, analysis/units.json, the page sorts, filters and plots it.
      """)

  @Argument(help: ArgumentHelp("Run folders.", valueName: "run"))
  var runs: [String]

  @Option(
    name: .customLong("out"), help: "Where to write the page, for a single run (default: RUN/report.html).")
  var output: String?

  @OptionGroup var options: OutputOptions

  func validate() throws {
    if output != nil && runs.count > 1 {
      throw ValidationError("--out takes a single run, not \(runs.count)")
    }
  }

  func run() throws {
    let files = LocalFileSystem()
    let plotly = try PlotlyScript.find(
      executable: ThisProgram.path, environment: ProcessInfo.processInfo.environment, in: files)
    var paths: [String] = []
    for path in runs {
      let report = try RunReport(path, in: files)
      let destination = output ?? report.path
      try report.page().write(to: destination, plotly: plotly, in: files)
      paths.append(destination)
    }
    let console = options.console
    if options.json {
      try console.resultJSON(["reports": paths])
    } else {
      for path in paths { console.result(path) }
    }
  }
}
