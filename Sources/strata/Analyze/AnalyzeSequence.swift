import Analysis
import ArgumentParser
import Figures
import Similarity
import Storage

/// `strata analyze sequence`: similarity across the positions of a window.
struct AnalyzeSequence: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sequence",
    abstract: "How alike the states at the positions of a window are, with lag, reset and shuffled controls.")

  @Flag(help: "Instead, each position against its own final state over training.")
  var overTraining = false

  @Option(help: "The training step to look at (default: the last).")
  var step: Int?

  @OptionGroup var arguments: AnalysisArguments

  func validate() throws {
    if overTraining && step != nil {
      throw ValidationError("--over-training looks at every step; remove --step")
    }
  }

  func run() throws {
    try arguments.run { states, options in
      if overTraining { return try Self.outcome(of: try SequenceOverTraining(states, options: options)) }
      return try Self.outcome(of: try SequenceAnalysis(states, step: step, options: options))
    }
  }
}

extension AnalyzeSequence {
  /// The parts of the page about one training step.
  static func outcome(of analysis: SequenceAnalysis) throws -> AnalysisOutcome {
    let summary = analysis.summary
    let table = try analysis.table.hiddenStates()
    let weighted = try table.rows("measure", Measure.pwcca.rawValue)
    let within = try weighted.rows("control", "within window")
    let curves = LinePlot(
      title: "Similarity of each position to the last one",
      caption: """
        PWCCA over windows at step \(summary.step), a panel for each probe: states carried from window to window, \
        and started from zero. Dashed: one side's windows in random order.
        """,
      x: Axis("position"), y: Axis("similarity", title: "PWCCA to the last position", range: 0...1),
      series: "site", panel: "probe",
      interval: .init(lower: "low", upper: "high", name: "95 % interval over windows"),
      references: [.column("null_shuffled", name: "null")])
    let lags = LinePlot(
      title: "Position or distance?",
      caption: """
        The same similarities by their distance in tokens, beside those of the last position with positions of the \
        next window at the same distance: where the lines agree, distance explains the fall.
        """,
      x: Axis("lag", title: "distance in tokens"), y: Axis("similarity", title: "PWCCA", range: 0...1),
      series: "control", panel: "site",
      interval: .init(lower: "low", upper: "high", name: "95 % interval over windows"))
    let maps = analysis.maps.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("sequence/h_l") }
    let running = try within.rows(where: "probe") { $0.text?.hasPrefix("sequence") ?? false }
    var figures = [("sequence", try curves.figure(of: running))]
    let carried = try weighted.rows("probe", "sequence")
    if carried.rowCount > 0 { figures.append(("sequence-lags", try lags.figure(of: carried))) }
    if let repeats = try repeats(table, step: summary.step) { figures.append(("sequence-repeats", repeats)) }
    if !maps.isEmpty {
      figures.append(
        (
          "sequence-map",
          try HeatMap.figure(
            of: maps.map { (String($0.key.drop { $0 != "/" }.dropFirst()), $0.value) }, panelName: "site",
            title: "Every position against every other",
            caption: "PWCCA, the mean of both sides' weights, at step \(summary.step).")
        ))
    }
    return AnalysisOutcome(
      name: "sequence", title: "Similarity across positions",
      findings: try findings(within, step: summary.step),
      warnings: summary.notes, notes: [], figures: figures, tables: [("sequence-all", analysis.table)])
  }

  /// One token repeated for 20 steps, by measures that see a change of basis and one that does not; nil where no such
  /// probe was recorded.
  private static func repeats(_ table: ResultTable, step: Int) throws -> Figure? {
    let shown: [Measure] = [.cca, .pwcca, .cosine]
    let rows = try table.rows(where: "probe") { $0.text?.hasPrefix("repeat_") ?? false }
      .rows("control", "within window").rows(where: "measure") { cell in
        shown.contains { cell == .string($0.rawValue) }
      }
    guard rows.rowCount > 0 else { return nil }
    // The top layer of the published figure.
    let sites = try rows.strings("site").compactMap(\.self)
    let top = try rows.rows("site", sites.max() ?? "")
    return try LinePlot(
      title: "One token repeated",
      caption: """
        States of \(sites.max() ?? "") while one token is read 20 times, from 1, 8, 24, 48 or 81 % of a sequence on \
        (repeat_01 …), and of the text as it stands (repeat_none), each with the last of these steps; step \(step) of \
        training.
        """,
      x: Axis("position", title: "step of the repeat"),
      y: Axis("similarity", title: "similarity to the last step", range: 0...1), series: "probe",
      panel: "measure"
    ).figure(of: top)
  }

  /// A sentence for each site of the carried probe: the first position against the last but one.
  private static func findings(_ within: ResultTable, step: Int) throws -> [String] {
    let carried = try within.rows("probe", "sequence")
    let sites = try carried.strings("site").compactMap(\.self).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return try sites.compactMap { site in
      let rows = try carried.rows("site", site)
      let scores = try rows.doubles("similarity").compactMap(\.self)
      let nulls = try rows.doubles("null_shuffled").compactMap(\.self)
      let lags = try rows.ints("lag").compactMap(\.self)
      guard let far = lags.indices.max(by: { lags[$0] < lags[$1] }),
        let near = lags.indices.filter({ lags[$0] > 0 }).min(by: { lags[$0] < lags[$1] }),
        scores.count == lags.count, nulls.count == lags.count
      else { return nil }
      return "\(displayName(site)) at step \(step): similarity to the last position is "
        + "\(ProgressLine.fixed(scores[near], digits: 3)) one token before it and "
        + "\(ProgressLine.fixed(scores[far], digits: 3)) \(lags[far]) tokens before it (null "
        + "\(ProgressLine.fixed(nulls[far], digits: 3))), by PWCCA."
    }
  }
}

extension AnalyzeSequence {
  /// The parts of the page about positions over training.
  static func outcome(of analysis: SequenceOverTraining) throws -> AnalysisOutcome {
    let maps = analysis.pwcca.sorted { $0.key < $1.key }.filter { $0.key.hasPrefix("h_l") }
    let shown = maps.isEmpty ? analysis.pwcca.sorted { $0.key < $1.key } : maps
    let map = try HeatMap.figure(
      of: shown.map { ($0.key, $0.value) }, panelName: "site",
      title: "Each position against its own final state, over training",
      caption: """
        PWCCA over windows of each position (rows) at each recorded step (columns) with the same position at the last \
        step, weighted by the latter.
        """)
    let null = LinePlot(
      title: "Null of the map above",
      caption: "PWCCA with one side's windows shifted by half of all, the mean over three positions.",
      x: Axis("step", title: "training step", scale: .log),
      y: Axis("pwcca_shifted", title: "PWCCA of shifted windows", range: 0...1), series: "site")
    let nulls = try analysis.nulls.hiddenStates()
    return AnalysisOutcome(
      name: "sequence-over-training", title: "Positions over training",
      findings: shown.compactMap { finding(site: $0.key, map: $0.value) }, warnings: analysis.summary.notes,
      notes: [
        "\(analysis.summary.windows) windows of the probe \(analysis.summary.probe) are the observations."
      ],
      figures: [
        ("sequence-over-training", map), ("sequence-over-training-null", try null.figure(of: nulls)),
      ],
      tables: [
        ("sequence-over-training-all", analysis.table), ("sequence-over-training-nulls", analysis.nulls),
      ])
  }

  /// First against last position at the step halfway through the recorded ones.
  private static func finding(site: String, map: LabelledMatrix) -> String? {
    let (rows, columns) = (map.rowLabels.count, map.columnLabels.count)
    guard rows > 1, columns > 2 else { return nil }
    let column = columns / 2
    guard let first = map.values[column], let last = map.values[(rows - 1) * columns + column] else {
      return nil
    }
    return "\(displayName(site)) at step \(map.columnLabels[column]): the first position has similarity "
      + "\(ProgressLine.fixed(first, digits: 3)) to its own final state, the last position "
      + "\(ProgressLine.fixed(last, digits: 3)), by PWCCA."
  }
}
