import Analysis
import ArgumentParser
import Figures
import Similarity
import Storage
import Tensors

/// `strata analyze`: similarity questions asked of recorded runs.
struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Ask how a run's representations form: over training, over positions, over layers.",
    discussion: """
      Each analysis writes its figures into RUN/analysis, each as plotly JSON with its table as CSV and JSON beside \
      it; 'strata report RUN' puts them on a page. Of a run on images the probe is that of its images, which are the \
      observations; its sites are taken in the order of the network.
      """,
    subcommands: [
      AnalyzeConvergence.self, AnalyzeSequence.self, AnalyzeLayers.self, AnalyzeMap.self,
      AnalyzeAblation.self,
      AnalyzeNoise.self, AnalyzeUnits.self, AnalyzeSelectivity.self,
    ])
}

/// What every analysis takes.
struct AnalysisArguments: ParsableArguments {
  @Argument(help: ArgumentHelp("Run folders.", valueName: "run"))
  var runs: [String]

  @Option(help: "Sites to analyse, with commas between, such as h_l0,h_l1 (default: all but the gates).")
  var sites: NameList?

  @Option(help: "Which leading directions SVCCA keeps: 99 % of the singular-values or of the variance.")
  var svccaRule = SVCCARule.singularValues

  @Option(help: "Seed of the bootstrap and of shuffled windows.")
  var seed: UInt64 = 0

  @OptionGroup var maps: FeatureMapOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  /// The options of the analyses.
  var analysisOptions: AnalysisOptions {
    var result = AnalysisOptions(key: RandomKey(seed: seed).child("analysis"))
    result.sites = sites?.names
    result.svccaRule = svccaRule
    result.view = maps.featureMaps
    return result
  }

  /// Analyses every run, writes what came out and prints it.
  ///
  /// - Parameter analyse: makes the parts of the page out of a run's states.
  func run(_ analyse: (StateStore, AnalysisOptions) throws -> AnalysisOutcome) throws {
    computing.apply()
    let files = LocalFileSystem()
    let console = options.console
    var results: [AnalysisResult] = []
    for path in runs {
      let directory = try RunDirectory(opening: path, in: files)
      console.note("reading the states of \(path)")
      let started = ContinuousClock.now
      let outcome = try analyse(try RecordedStates(of: path, in: files).store, analysisOptions)
      let written = try outcome.write(to: directory, in: files)
      let seconds = Double((ContinuousClock.now - started).components.seconds)
      console.note("analysed in \(ProgressLine.duration(seconds))")
      results.append(
        AnalysisResult(
          run: path, analysis: outcome.section.name, findings: outcome.section.findings,
          warnings: outcome.section.warnings, files: written))
    }
    try AnalysisResult.print(results, options)
  }
}

/// The JSON object that an analysis prints for a run.
struct AnalysisResult: Codable, Equatable {
  var run: String
  var analysis: String
  var findings: [String]
  var warnings: [String]
  var files: [String]

  /// Prints what analyses found and wrote.
  static func print(_ results: [AnalysisResult], _ options: OutputOptions) throws {
    let console = options.console
    if options.json { return try console.resultJSON(results) }
    for result in results {
      for warning in result.warnings { console.warn(warning) }
      for finding in result.findings { console.result(finding) }
      for file in result.files { console.note(file) }
    }
  }
}

/// What one analysis of one run leaves: a part of the page, its figures, and the whole table behind them.
struct AnalysisOutcome {
  var section: AnalysisSection
  var figures: [(name: String, figure: Figure)]
  /// Tables by file name.
  var tables: [(name: String, table: ResultTable)]

  /// Puts an outcome together; the section names its figures.
  init(
    name: String, title: String, findings: [String], warnings: [String], notes: [String],
    figures: [(name: String, figure: Figure)], tables: [(name: String, table: ResultTable)]
  ) {
    section = AnalysisSection(
      name: name, title: title, findings: findings, warnings: warnings, notes: notes,
      figures: figures.map(\.name))
    self.figures = figures
    self.tables = tables
  }

  /// Writes everything into the run's analysis folder and returns the paths.
  func write(to run: RunDirectory, in files: any FileSystem) throws -> [String] {
    var paths = try section.write(figures, to: run, in: files)
    for (name, table) in tables {
      for (ending, bytes) in [("csv", table.csv), ("json", table.json)] {
        let path = "\(run.analysisPath)/\(name).\(ending)"
        try AtomicWrite.replace(path, with: bytes, in: files)
        paths.append(path)
      }
    }
    return paths
  }
}

extension ResultTable {
  /// The rows whose column has this text.
  func rows(_ column: String, _ text: String) throws -> ResultTable {
    try rows(where: column) { $0 == .string(text) }
  }

  /// The rows whose column is a site of hidden states, or all rows if there is none, as of a run on images.
  func hiddenStates() throws -> ResultTable {
    let hidden = try rows(where: "site") { $0.text?.hasPrefix("h_l") ?? false }
    return hidden.rowCount > 0 ? hidden : self
  }
}
