import Analysis
import ArgumentParser
import Figures
import Similarity
import Storage

/// `strata analyze map`: everything against everything, within a run or between two.
struct AnalyzeMap: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Steps by steps, sites by sites or positions by positions, of one run or between two.",
    discussion: """
      With a second run the rows are the first run's and the columns the second's; both must have recorded the \
      same probe. PWCCA has the weights of the column. The figures are written into the first run's analysis folder.
      """)

  @Argument(help: ArgumentHelp("The run of the rows.", valueName: "run"))
  var path: String

  @Argument(help: ArgumentHelp("The run of the columns (default: the same).", valueName: "other-run"))
  var other: String?

  @Option(help: "What the rows and columns are: steps, sites or positions.")
  var over: MapAxis

  @Option(
    help:
      "Sites, with commas between (default: hidden states, of a run on images all; over sites, all but the gates)."
  )
  var sites: NameList?

  @Option(help: "The training step of maps over sites and positions (default: the last).")
  var step: Int?

  @Option(help: "The probe (default: convergence, of a run on images its own; over positions, sequence).")
  var probe: String?

  @Option(help: "Which leading directions SVCCA keeps: 99 % of the singular-values or of the variance.")
  var svccaRule = SVCCARule.singularValues

  @OptionGroup var maps: FeatureMapOptions
  @OptionGroup var measures: MeasureOptions
  @OptionGroup var memory: MemoryOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var options: OutputOptions

  func validate() throws {
    if over == .steps, step != nil {
      throw ValidationError("--over steps looks at every step; remove --step")
    }
  }

  func run() throws {
    computing.apply()
    let files = LocalFileSystem()
    let directory = try RunDirectory(opening: path, in: files)
    options.console.note("reading the states of \(path)\(other.map { " and \($0)" } ?? "")")
    var question = MapAnalysis.Question(over: over)
    question.probe = probe
    question.step = step
    question.view = maps.featureMaps
    let chosen = try measures.chosen() ?? [.pwcca]
    question.options = MapOptions(
      measures: Set(chosen), svccaRule: svccaRule, memoryCeiling: memory.ceiling)
    let states = try RecordedStates(of: path, in: files).store
    let others = try other.map { try RecordedStates(of: $0, in: files).store }
    let analysis = try MapAnalysis(
      states, with: others, question, sites: sites?.names)
    let outcome = try Self.outcome(of: analysis, measures: chosen, other: other)
    let written = try outcome.write(to: directory, in: files)
    try AnalysisResult.print(
      [
        AnalysisResult(
          run: path, analysis: outcome.section.name, findings: outcome.section.findings,
          warnings: outcome.section.warnings, files: written)
      ], options)
  }

  /// The name of the files and of the part of the page.
  static func name(over axis: MapAxis, other: Bool = false) -> String {
    "map-\(axis.rawValue)\(other ? "-between" : "")"
  }

  /// The parts of the page.
  static func outcome(of analysis: MapAnalysis, measures: [Measure], other: String?) throws -> AnalysisOutcome
  {
    let summary = analysis.summary
    let name = name(over: summary.axis, other: other != nil)
    let what = String(summary.axis.rawValue.dropLast())
    let between = other.map { " Columns are of \($0)." } ?? ""
    let step = steps(summary).map { " at \($0)" } ?? ""
    let observations = summary.observed.content == .images ? summary.observed.name : "observations"
    let figures = try measures.map { measure in
      (
        name: measures.count > 1 ? "\(name)-\(measure.rawValue)" : name,
        figure: try HeatMap.figure(
          of: analysis.panels.compactMap { panel in panel.maps[measure].map { (panel.name, $0) } },
          panelName: summary.axis == .sites ? "panel" : "site",
          title: "Every \(what) against every \(what): \(measure.title)",
          caption: """
            \(measure.title) of \(summary.observations) \(observations) of the probe \(summary.probe)\(step)\
            \(measure == .pwcca ? ", weighted by the column" : "").\(between)
            """)
      )
    }
    return AnalysisOutcome(
      name: name, title: other == nil ? "Every \(what) against every other" : "Two runs, \(what) by \(what)",
      findings: measures.flatMap { measure in
        analysis.panels.compactMap { finding($0, measure, isBetween: other != nil) }
      },
      warnings: summary.notes, notes: [summary.observed.note].compactMap(\.self), figures: figures,
      tables: [("\(name)-all", analysis.table)])
  }

  /// The step or steps that were looked at, in words.
  private static func steps(_ summary: MapSummary) -> String? {
    guard let step = summary.step else { return nil }
    guard let other = summary.otherStep, other != step else { return "step \(step)" }
    return "steps \(step) and \(other)"
  }

  /// The range of a map, within one run off its diagonal, and the levels that unrelated data would have.
  private static func finding(
    _ panel: MapAnalysis.Panel, _ measure: Measure, isBetween: Bool
  ) -> String? {
    guard let map = panel.maps[measure] else { return nil }
    let cells = map.rowLabels.indices.flatMap { i in
      map.columnLabels.indices.filter { isBetween || $0 != i }.compactMap { map[i, $0] }
    }
    guard let least = cells.min(), let greatest = cells.max() else { return nil }
    func digits(_ value: Double) -> String { ProgressLine.fixed(value, digits: 3) }
    let formula =
      measure == .cca || measure == .pwcca
      ? "\(digits(panel.nullFormula)) by formula, " : ""
    let shifted = panel.nullShifted[measure].map { "\(digits($0)) with shifted rows" } ?? "unknown"
    return "\(displayName(panel.name)): \(measure.title) from \(digits(least)) to \(digits(greatest))"
      + "\(isBetween ? "" : " off the diagonal"); null \(formula)\(shifted)."
  }
}
