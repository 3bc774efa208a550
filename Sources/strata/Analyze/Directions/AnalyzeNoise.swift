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
    abstract: "How a network's scores fall as noise is added to all units at once.",
    discussion: """
      Normal noise is added to every unit of the sites at once, fresh for every number, scaled by the unit's own standard \
      deviation on the training data. Without --sites all layers of an MLP, the last three of another image network, and the hidden \
      states of a language model are disturbed; 2,000 training images or 10,000 training tokens are scored unless --split or \
      --count says otherwise.
      """)

  @Option(help: "Repetitions of every strength.")
  var repeats = 10

  @Option(help: "Strengths, from 10^-1.5 to 10 times a unit's standard deviation.")
  var scales = 15

  @OptionGroup var arguments: DirectionArguments

  func validate() throws {
    guard (2...1000).contains(scales) else {
      throw ValidationError("--scales must lie between 2 and 1000, not \(scales)")
    }
  }

  func run() throws {
    let variant = arguments.variant("noise", title: "Noise", usual: .train)
    let name = try variant.name
    try arguments.run(split: .train, count: (images: 2000, tokens: 10_000)) { run, _, shouldStop in
      let sites = try AnalyzeAblation.sites(of: run.network, arguments)
      let plan = try NoisePlan(
        scales: NoisePlan.logarithmicScales(scales, from: -1.5, to: 1), repeats: repeats,
        key: arguments.key.child("noise"))
      let found = try NoiseMeasurement.run(run.network, sites: sites, plan: plan, shouldStop: shouldStop)
      let curves = RepeatedCurves(
        places: found.scales, column: "scale", repetition: "draw",
        families: [("accuracy", found.accuracy), ("loss", found.loss)])
      return Examination(
        outcome: try Self.outcome(named: name, title: variant.title, of: found, curves, run, sites),
        numbers: curves.numbers)
    }
  }

  /// The parts of the page.
  private static func outcome(
    named name: String, title: String, of found: NoiseRobustness, _ curves: RepeatedCurves,
    _ run: ExaminedRun, _ sites: [ExaminedSite]
  ) throws -> AnalysisOutcome {
    let names = sites.map(\.site.name).joined(separator: ", ")
    let figure = try curves.figure(
      title: "Noise on all units",
      caption: "noise on all units of \(names) at once, in standard deviations of each unit.",
      x: Axis("scale", title: "noise, in standard deviations of a unit", scale: .log))
    var findings: [String] = []
    if let accuracy = found.baseline.accuracy, let area = curves.area("accuracy") {
      findings.append(
        "Noise on \(names): \(area) over log10 of the strength; accuracy "
          + "\(ProgressLine.fixed(accuracy, digits: 4)) without noise, on the \(run.part.rawValue) part.")
    }
    if let area = curves.area("loss") {
      findings.append(
        "Loss \(ProgressLine.fixed(found.baseline.meanLoss, digits: 4)) nats without noise, \(area).")
    }
    return AnalysisOutcome(
      name: name, title: title, findings: findings, warnings: [],
      notes: [
        "\(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step)."
      ],
      figures: [(name, figure)], tables: curves.tables(named: name))
  }
}
