import ArgumentParser
import Corpora
import Experiments
import Figures
import Networks
import SingleDirections
import Storage
import Tensors

/// `strata analyze noise`: scores as noise is added to units.
struct AnalyzeNoise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "How a network's scores fall as noise is added to all units, or other directions, at once.",
    discussion: """
      Normal noise is added to every unit of the sites at once, fresh for every number, scaled by the unit's own standard \
      deviation on the training data; or along other directions of each site, scaled by the deviation along each. Without --sites all layers of an MLP, the last three of another image network, and the hidden \
      states of a language model are disturbed; 2,000 training images or 10,000 training tokens are scored unless --split or \
      --count says otherwise.
      """)

  @Option(help: "Repetitions of every strength.")
  var repeats = 10

  @Option(help: "Strengths, from 10^-1.5 to 10 times a unit's standard deviation.")
  var scales = 15

  @OptionGroup var directions: DirectionOptions
  @OptionGroup var arguments: DirectionArguments

  func validate() throws {
    guard (2...1000).contains(scales) else {
      throw ValidationError("--scales must lie between 2 and 1000, not \(scales)")
    }
    try directions.check(arguments)
  }

  func run() throws {
    let variant = arguments.variant(
      "noise", title: "Noise", [directions.word].compactMap(\.self), usual: .train)
    try arguments.run(
      split: .train, count: (images: 2000, tokens: 10_000), partners: directions.partners
    ) { run, partner, shouldStop in
      let sites = try AnalyzeAblation.sites(of: run.network, arguments)
      let plan = try NoisePlan(
        scales: NoisePlan.logarithmicScales(scales, from: -1.5, to: 1), repeats: repeats,
        key: arguments.key.child("noise"))
      let disturbed = try directions.found(
        in: run, at: sites, partner: partner, key: arguments.key, shouldStop: shouldStop)
      let found = try NoiseMeasurement.run(
        on: disturbed, in: run.network, plan: plan, shouldStop: shouldStop)
      let curves = RepeatedCurves(
        places: found.scales, column: "scale", repetition: "draw",
        families: [("accuracy", found.accuracy), ("loss", found.loss)])
      let variant = variant.adding(partner.map { AnalysisVariant.names([$0.path]) })
      return Examination(
        outcome: try Self.outcome(variant, of: found, curves, run, disturbed), numbers: curves.numbers)
    }
  }

  /// The parts of the page.
  private static func outcome(
    _ variant: AnalysisVariant, of found: NoiseRobustness, _ curves: RepeatedCurves, _ run: ExaminedRun,
    _ directions: SiteDirections
  ) throws -> AnalysisOutcome {
    let name = try variant.name
    let names = directions.sites.map(\.site.name).joined(separator: ", ")
    let what = directions.kind
    let figure = try curves.figure(
      title: "Noise on all \(what.plural)",
      caption: "noise on all \(what.plural) of \(names) at once, in standard deviations of each.",
      x: Axis("scale", title: "noise, in standard deviations of a \(what.singular)", scale: .log))
    var findings: [String] = []
    if let accuracy = found.baseline.accuracy, let area = curves.area("accuracy") {
      findings.append(
        "Noise on \(what == .units ? "" : "the \(what.plural) of ")\(names): \(area) over log10 of the strength; accuracy "
          + "\(ProgressLine.fixed(accuracy, digits: 4)) without noise, on the \(run.part.rawValue) part.")
    }
    if let area = curves.area("loss") {
      findings.append(
        "Loss \(ProgressLine.fixed(found.baseline.meanLoss, digits: 4)) nats without noise, \(area).")
    }
    return AnalysisOutcome(
      name: name, title: variant.title, findings: findings, warnings: [],
      notes: [
        "\(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step)."
      ],
      figures: [(name, figure)], tables: curves.tables(named: name))
  }
}
