import ArgumentParser
import Corpora
import Experiments
import Figures
import Networks
import SingleDirections
import Storage
import Tensors

/// `strata analyze ablation`: scores as more and more directions are removed.
struct AnalyzeAblation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablation",
    abstract: "How a network's scores fall as more and more units, or other directions, are removed.",
    discussion: """
      Units of all sites together are clamped in random orders, whole maps of convolutions at once, and the training images \
      or text (with the labels that the run was trained on) are scored at each point: Morcos et al. 2018. Without --sites all \
      layers of an MLP, the last three of another image network, and the hidden states of a language model are taken. The \
      area under the accuracy curve, from none to all removed, says how little the network relies on single directions.
      """)

  @Option(help: "What replaces a removed direction: zero, mean or resampled.")
  var value = ReplacementValue.zero

  @Option(help: "Random orders of removal.")
  var orderings = 10

  @Option(help: "Points of a curve.")
  var points = 20

  @Flag(
    help:
      "Remove directions once, the strongest first: principal ones by variance, canonical ones by correlation."
  )
  var ranked = false

  @Flag(help: "Also score some sets one by one, to tell what is gained by computing common layers once.")
  var gain = false

  @OptionGroup var directions: DirectionOptions
  @OptionGroup var arguments: DirectionArguments

  func validate() throws {
    if ranked, directions.kind.rank == nil {
      throw ValidationError(
        "\(directions.kind.rawValue) have no ranks; --ranked takes principal or canonical")
    }
    try directions.check(arguments)
  }

  func run() throws {
    let variant = arguments.variant(
      "ablation", title: "Ablation",
      [
        directions.word, ranked ? "ranked" : nil,
        value == .zero ? nil : value.rawValue,
      ].compactMap(\.self), usual: .train)
    try arguments.run(
      split: .train, count: (images: 2000, tokens: 10_000), partners: directions.partners
    ) { run, partner, shouldStop in
      let sites = try Self.sites(of: run.network, arguments)
      let removed = try directions.found(
        in: run, at: sites, partner: partner, key: arguments.key, shouldStop: shouldStop)
      let found = try AblationMeasurement(
        of: removed, in: run.network, value: value, isRanked: ranked, orderings: orderings, points: points,
        measuresGain: gain, key: arguments.key.child("ablation"), shouldStop: shouldStop)
      let curves = RepeatedCurves(
        places: found.result.fractions, column: "removed", repetition: "ordering",
        families: [("accuracy", found.result.accuracy), ("loss", found.result.loss)])
      let variant = variant.adding(partner.map { AnalysisVariant.names([$0.path]) })
      return Examination(
        outcome: try Self.outcome(variant, of: found, curves, run, sites), numbers: curves.numbers)
    }
  }

  /// The sites that were named; else all of an MLP, the last three layers of another image network, hidden states.
  static func sites(of network: any ExaminedNetwork, _ arguments: DirectionArguments) throws -> [ExaminedSite]
  {
    let hasMaps = network.sites.contains { [.convolution, .block].contains($0.site.kind) }
    let layers = network.sites.filter { [.convolution, .block, .dense, .hidden].contains($0.site.kind) }
    let usual = hasMaps ? Array(layers.suffix(3)) : layers
    return try arguments.chosen(of: network) { usual.contains($0) }
  }

  /// The parts of the page.
  private static func outcome(
    _ variant: AnalysisVariant, of found: AblationMeasurement, _ curves: RepeatedCurves, _ run: ExaminedRun,
    _ sites: [ExaminedSite]
  ) throws -> AnalysisOutcome {
    let result = found.result
    let name = try variant.name
    let what = found.directions.plural
    let names = sites.map(\.site.name).joined(separator: ", ")
    let order = found.isRanked ? ", the strongest first" : ""
    let figure = try curves.figure(
      title: "Removing \(what)",
      caption: "removed \(what) of \(names) become \(result.value.rawValue)\(order).",
      x: Axis("removed", title: "share of \(what) removed", range: 0...1))
    var findings: [String] = []
    if let all = result.baseline.accuracy, let none = result.allRemoved.accuracy,
      let area = curves.area("accuracy")
    {
      findings.append(
        "Removing \(result.counts.last ?? 0) \(what) of \(names)\(result.value == .zero ? "" : ", which become \(result.value.rawValue)"): "
          + "\(area); accuracy \(ProgressLine.fixed(all, digits: 4)) with all, "
          + "\(ProgressLine.fixed(none, digits: 4)) with none, on the \(run.part.rawValue) part.")
    }
    if let area = curves.area("loss") {
      findings.append(
        "Loss \(ProgressLine.fixed(result.baseline.meanLoss, digits: 4)) nats with all, \(area).")
    }
    let units = sites.reduce(0) { $0 + $1.units }
    let span =
      result.counts.last == units
      ? "" : " There are \(result.counts.last ?? 0) of them for \(units) units; the rest of the space stays."
    let gain = found.gain.map {
      """
       Scored one by one they would take \(ProgressLine.fixed($0, digits: 2)) times as long: what comes before the first changed \
      site is computed once for all.
      """
    }
    var tables = curves.tables(named: name)
    if let strengths = Self.strengths(found, sites) { tables.append(("\(name)-directions", strengths)) }
    return AnalysisOutcome(
      name: name, title: variant.title, findings: findings, warnings: [],
      notes: [
        "\(result.scoredSets) sets of removed \(what) on \(result.samples) \(run.network.samplesWord) of the "
          + "\(run.part.rawValue) part at step \(run.step), in \(ProgressLine.duration(found.seconds)).\(gain ?? "")\(span) "
          + "Intervals are over the orders of this one network."
      ],
      figures: [(name, figure)], tables: tables)
  }

  /// What ranks the directions: variances of principal, correlations of canonical ones; nil of others.
  private static func strengths(_ found: AblationMeasurement, _ sites: [ExaminedSite]) -> ResultTable? {
    guard let column = found.directions.rank else { return nil }
    var table = ResultTable(columns: [.string("site"), .int("direction"), .double(column)])
    for site in sites.map(\.site.name) {
      for (index, value) in (found.strengths[site] ?? []).enumerated() {
        table.append([.string(site), .int(index), .double(value)])
      }
    }
    return table
  }
}
