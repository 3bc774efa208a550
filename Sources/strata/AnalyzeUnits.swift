import ArgumentParser
import Corpora
import Experiments
import Figures
import Networks
import SingleDirections
import Storage
import Tensors

/// `strata analyze selectivity`: what each unit tells of the class.
struct AnalyzeSelectivity: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selectivity",
    abstract: "How selective each unit is, how much it tells of the class, and the norm of its weights.",
    discussion: """
      Writes one row a unit into RUN/analysis/units.csv and .json. Rectified units have the class selectivity index of Morcos et \
      al. 2018; the signed states of a language model have indices of |x| and σ(x) under other names. Both have η² and the \
      mutual information with the class, bias-corrected, with a null of labels that tell nothing: shuffled ones for images, ones \
      moved along the text for tokens. The classes of a language model are chosen with --labels.
      """)

  @OptionGroup var labels: LabelOptions
  @OptionGroup var arguments: DirectionArguments

  func run() throws { try UnitsAnalysis(labels: labels, arguments: arguments, importance: false).run() }
}

/// `strata analyze units`: everything that is measured of a unit, importance among it.
struct AnalyzeUnits: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "Selectivity, information, norm and importance of each unit, and how they go together.",
    discussion: """
      As selectivity, and removes each unit by itself to see the rise of the loss and the drop of the accuracy, which takes \
      longest. Prints rank correlations with 95 % intervals: of several runs all units together, with whole runs resampled.
      """)

  @OptionGroup var labels: LabelOptions
  @OptionGroup var arguments: DirectionArguments

  func run() throws { try UnitsAnalysis(labels: labels, arguments: arguments, importance: true).run() }
}

/// Which classes units are asked about.
struct LabelOptions: ParsableArguments {
  @Option(
    help: """
      The classes: class of images; of a language model next, frequency (of the next token, in ten bins), position, and of the \
      synthetic language number, depth, quoted, topic, awaited_verbs (default: class or frequency).
      """)
  var labels: String?

  /// The labels that were named, or the usual ones.
  ///
  /// - Throws: `CommandError.usage`.
  func chosen(of network: any ExaminedNetwork) throws -> Labelling {
    let name = labels ?? (network.labellings.contains { $0.name == "class" } ? "class" : "frequency")
    guard let found = network.labellings.first(where: { $0.name == name }) else {
      throw CommandError.usage(
        "--labels '\(name)' is none of \(network.labellings.map(\.name).joined(separator: ", "))")
    }
    return found
  }
}

/// Measures the units of runs and says what goes with what.
struct UnitsAnalysis {
  let labels: LabelOptions
  let arguments: DirectionArguments
  let importance: Bool

  /// Pairs of columns whose rank correlation is told: the first present name of each side.
  private static let pairs: [(title: String, x: [String], y: [String])] = [
    ("selectivity and loss rise", ["class_selectivity", "absolute_selectivity"], ["loss_rise"]),
    ("selectivity and accuracy drop", ["class_selectivity", "absolute_selectivity"], ["accuracy_drop"]),
    ("mutual information and loss rise", ["mutual_information_corrected"], ["loss_rise"]),
    ("mutual information and accuracy drop", ["mutual_information_corrected"], ["accuracy_drop"]),
    (
      "selectivity and L1 norm", ["class_selectivity", "absolute_selectivity"],
      ["filter_l1_folded", "filter_l1"]
    ),
    ("L1 norm and loss rise", ["filter_l1_folded", "filter_l1"], ["loss_rise"]),
  ]

  func run() throws {
    var tables: [UnitTable] = []
    try arguments.run(split: .test, count: (images: importance ? 2000 : 10_000, tokens: 10_000)) {
      run, shouldStop in
      let sites = try arguments.chosen(of: run.network) { $0.site.kind != .pool }
      let labelling = try labels.chosen(of: run.network)
      let found = try UnitsMeasurement(
        of: run.network, sites: sites, labelling: labelling, importance: importance,
        key: arguments.key.child("units"), shouldStop: shouldStop)
      let concepts = try self.concepts(run, sites, labelling, shouldStop)
      tables.append(found.table)
      return (try outcome(of: found, concepts, run, labelling), Self.numbers(found.table))
    }
    guard importance, arguments.runs.count > 1 else { return }
    for pair in Self.pairs {
      let values = tables.prefix(arguments.runs.count).compactMap { Self.columns(pair, $0) }
      guard values.count == arguments.runs.count else { continue }
      let found = try Spearman.pooled(values, key: arguments.key.child("pooled"))
      arguments.options.console.result("\(arguments.runs.count) runs: \(Self.sentence(pair.title, found))")
    }
  }

  /// The units that follow each label of a language model best.
  private func concepts(
    _ run: ExaminedRun, _ sites: [ExaminedSite], _ labelling: Labelling, _ shouldStop: () -> Bool
  ) throws -> [ConceptUnit] {
    let labels = run.network.labellings.filter { $0.name != "next" && $0.name != "class" }
    guard !labels.isEmpty else { return [] }
    guard let rows = try run.network.activations(of: sites.map(\.site), shouldStop: shouldStop) else {
      throw MeasurementStopped()
    }
    let key = arguments.key.child("concepts")
    return try labels.flatMap { try ConceptUnit.best(of: rows, for: $0, key: key.child($0.name)) }
  }

  private static func columns(
    _ pair: (title: String, x: [String], y: [String]), _ table: UnitTable
  ) -> (x: [Double?], y: [Double?])? {
    guard let x = pair.x.lazy.compactMap(table.numbers).first,
      let y = pair.y.lazy.compactMap(table.numbers).first
    else { return nil }
    return (x, y)
  }

  /// The numbers that are compared between runs: means over units.
  private static func numbers(_ table: UnitTable) -> [(name: String, value: Double)] {
    [
      "class_selectivity", "absolute_selectivity", "eta_squared", "mutual_information_corrected", "loss_rise",
    ].compactMap { name in
      guard let values = table.numbers(name)?.compactMap({ $0 }), !values.isEmpty else { return nil }
      return ("mean \(name)", values.reduce(0, +) / Double(values.count))
    }
  }

  private static func sentence(_ title: String, _ found: Spearman) -> String {
    guard let value = found.value else { return "Spearman of \(title): one side never changes." }
    let interval = found.interval.map {
      " (95 % interval \(ProgressLine.fixed($0.low, digits: 3)) to \(ProgressLine.fixed($0.high, digits: 3)))"
    }
    return
      "Spearman of \(title): \(ProgressLine.fixed(value, digits: 3))\(interval ?? "") over \(found.pairs) units."
  }

  /// The parts of the page.
  private func outcome(
    of found: UnitsMeasurement, _ concepts: [ConceptUnit], _ run: ExaminedRun, _ labelling: Labelling
  ) throws -> AnalysisOutcome {
    var findings: [String] = []
    for pair in Self.pairs {
      guard let columns = Self.columns(pair, found.table) else { continue }
      findings.append(
        Self.sentence(pair.title, try Spearman(columns.x, columns.y, key: arguments.key.child("pair"))))
    }
    if let depth = Self.byDepth(found.table) { findings.append(depth) }
    findings += ConceptUnit.findings(concepts) { ProgressLine.fixed($0, digits: 3) }
    let table = try UnitsFile(of: run.directory, in: LocalFileSystem()).joined(found.table)
    var tables = [("units", table)]
    if !concepts.isEmpty { tables.append(("concept-units", Self.table(concepts))) }
    return AnalysisOutcome(
      name: "units", title: "Units", findings: findings, warnings: [],
      notes: [
        """
        \(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step), classes: \(labelling.name). \
        The labels' entropy is \(ProgressLine.fixed(found.labelEntropy, digits: 3)) nats. \(found.nullSentence) Intervals of rank \
        correlations resample units.
        """
      ],
      figures: try figures(found.table), tables: tables)
  }

  /// The mean rise of the loss by site, in the order of the network.
  private static func byDepth(_ table: UnitTable) -> String? {
    guard let rises = table.numbers("loss_rise") else { return nil }
    var order: [String] = []
    var sums: [String: (sum: Double, count: Int)] = [:]
    for (site, rise) in zip(table.sites, rises) {
      guard let rise else { continue }
      if sums[site] == nil { order.append(site) }
      sums[site, default: (0, 0)].sum += rise
      sums[site, default: (0, 0)].count += 1
    }
    let parts = order.compactMap { site in
      sums[site].map { "\(site) \(ProgressLine.fixed($0.sum / Double($0.count), digits: 5))" }
    }
    return "Mean rise of the loss when one unit is removed, by site: \(parts.joined(separator: ", "))."
  }

  private static func table(_ concepts: [ConceptUnit]) -> ResultTable {
    ResultTable(columns: [
      .string("label", concepts.map(\.label)), .string("site", concepts.map(\.unit.site)),
      .int("unit", concepts.map(\.unit.unit)), .double("eta_squared_chosen", concepts.map(\.chosen)),
      .double("eta_squared_held_out", concepts.map(\.heldOut)),
      .double("eta_squared_null_mean", concepts.map(\.null?.mean)),
      .double("eta_squared_null_95", concepts.map(\.null?.percentile95)),
      .int("null_draws", concepts.map { $0.null?.draws ?? 0 }),
      .string("above_null", concepts.map { $0.isAboveNull.map { $0 ? "yes" : "no" } }),
      .string("direction", concepts.map { $0.area.map { $0.isHigher ? "higher" : "lower" } }),
      .double("auroc_held_out", concepts.map(\.area?.heldOut)),
      .double("auroc_null_95", concepts.map(\.area?.null?.percentile95)),
    ])
  }

  private func figures(_ table: UnitTable) throws -> [(name: String, figure: Figure)] {
    let results = UnitsFile.results(table)
    let selectivity =
      ["class_selectivity", "absolute_selectivity"].first { table.column($0) != nil } ?? "eta_squared"
    let title = displayName(selectivity)
    var figures: [(name: String, figure: Figure)] = [
      (
        "units-selectivity",
        try Histogram(
          title: "Selectivity of units",
          caption: "Units of each site; silent units have no index and are left out.",
          x: Axis(selectivity, title: title, range: 0...1), bins: .init(0...1, count: 40), series: "site",
          share: true, counted: "units"
        ).figure(of: results)
      )
    ]
    if table.column("loss_rise") != nil {
      figures.append(
        (
          "units-importance",
          try ScatterPlot(
            title: "Selectivity and importance",
            caption:
              "Each point is a unit: its selectivity, and the rise of the loss when it alone is removed.",
            x: Axis(selectivity, title: title, range: 0...1),
            y: Axis("loss_rise", title: "rise of the loss, nats"), series: "site", label: "unit"
          ).figure(of: results)
        ))
    }
    return figures
  }
}
