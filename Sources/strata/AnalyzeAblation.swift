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

  @Option(
    help: """
      What a direction is: units; principal or random (orthonormal) directions of each site; or canonical ones, with respect to \
      the same site of --partner.
      """)
  var directions = AblationMeasurement.Directions.units

  @Option(help: "What replaces a removed direction: zero, mean or resampled.")
  var value = ReplacementValue.zero

  @Option(help: "Random orders of removal.")
  var orderings = 10

  @Option(help: "Points of a curve.")
  var points = 20

  @Flag(help: "Also score some sets one by one, to tell what is gained by computing common layers once.")
  var gain = false

  @OptionGroup var partners: PartnerOptions
  @OptionGroup var arguments: DirectionArguments

  func validate() throws {
    if directions == .canonical, partners.names.isEmpty {
      throw ValidationError("canonical directions are those with another run; name it with --partner")
    }
    if directions != .canonical, partners.partner != nil {
      throw ValidationError("--partner goes with --directions canonical")
    }
    try partners.check(arguments.runs)
  }

  func run() throws {
    let name = try arguments.fileName(
      "ablation",
      [directions == .units ? nil : directions.rawValue, value == .zero ? nil : value.rawValue]
        .compactMap(\.self), usual: .train)
    try arguments.run(
      split: .train, count: (images: 2000, tokens: 10_000), partners: partners
    ) { run, partner, shouldStop in
      let sites = try Self.sites(of: run.network, arguments)
      let found = try AblationMeasurement(
        of: run.network, sites: sites, directions: directions, partner: partner?.network, value: value,
        orderings: orderings, points: points, measuresGain: gain, key: arguments.key.child("ablation"),
        shouldStop: shouldStop)
      let outcome = try Self.outcome(named: name, of: found, run, sites)
      var numbers = [("area under the loss curve", found.result.loss.area.mean)]
      if let accuracy = found.result.accuracy {
        numbers.insert(("area under the accuracy curve", accuracy.area.mean), at: 0)
      }
      return Examination(outcome: outcome, numbers: numbers)
    }
  }

  /// The sites that were named; else all of an MLP, the last three of another image network, hidden states.
  static func sites(of network: any ExaminedNetwork, _ arguments: DirectionArguments) throws -> [ExaminedSite]
  {
    let maps = network.sites.filter { [.convolution, .block].contains($0.site.kind) }.suffix(3)
    return try arguments.chosen(of: network) { site in
      maps.isEmpty ? [.dense, .hidden].contains(site.site.kind) : maps.contains(site)
    }
  }

  /// The parts of the page.
  static func outcome(
    named name: String, of found: AblationMeasurement, _ run: ExaminedRun, _ sites: [ExaminedSite]
  ) throws -> AnalysisOutcome {
    let result = found.result
    let curves = RepeatedCurves(
      places: result.fractions, column: "removed", repetition: "ordering",
      families: [("accuracy", result.accuracy), ("loss", result.loss)])
    let table = curves.means
    let what = found.directions == .units ? "units" : "\(found.directions.rawValue) directions"
    let plot = LinePlot(
      title: "Removing \(what)",
      caption: """
        Mean over \(result.loss.curves.count) random orders, with the range of one standard deviation; removed \(what) of \
        \(sites.map(\.site.name).joined(separator: ", ")) become \(result.value.rawValue).
        """,
      x: Axis("removed", title: "share of \(what) removed", range: 0...1), y: Axis("mean", title: "score"),
      panel: "score", interval: .init(lower: "low", upper: "high", name: "± one standard deviation"))
    var findings: [String] = []
    if let accuracy = result.accuracy {
      findings.append(
        "Removing \(result.counts.last ?? 0) \(what) of \(sites.map(\.site.name).joined(separator: ", ")): area under the "
          + "accuracy curve \(accuracy.area.text(digits: 3)); accuracy \(ProgressLine.fixed(result.baseline.accuracy ?? 0, digits: 4)) "
          + "with all, \(ProgressLine.fixed(result.allRemoved.accuracy ?? 0, digits: 4)) with none.")
    }
    findings.append(
      "Loss \(ProgressLine.fixed(result.baseline.meanLoss, digits: 4)) nats with all, area under the loss curve "
        + "\(result.loss.area.text(digits: 3)).")
    let gain = found.gain.map {
      """
       Scored one by one they would take \(ProgressLine.fixed($0, digits: 2)) times as long: what comes before the first changed \
      site is computed once for all.
      """
    }
    return AnalysisOutcome(
      name: name, title: found.directions == .units ? "Ablation" : "Ablation of \(what)", findings: findings,
      warnings: [],
      notes: [
        "\(result.scoredSets) sets of removed \(what) on \(result.samples) \(run.network.samplesWord) of the "
          + "\(run.part.rawValue) part at step \(run.step), in \(ProgressLine.duration(found.seconds)).\(gain ?? "") Intervals are "
          + "over the orders of this one network."
      ],
      figures: [(name, try plot.figure(of: table))], tables: curves.tables(named: name))
  }
}
