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
      deviation on the training data. Sites, images and texts are as for ablation.
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
    let name = try arguments.fileName("noise", usual: .train)
    try arguments.run(split: .train, count: (images: 2000, tokens: 10_000)) { run, _, shouldStop in
      let sites = try AnalyzeAblation.sites(of: run.network, arguments)
      let plan = try NoisePlan(
        scales: NoisePlan.logarithmicScales(scales, from: -1.5, to: 1), repeats: repeats,
        key: arguments.key.child("noise"))
      let found = try NoiseMeasurement.run(run.network, sites: sites, plan: plan, shouldStop: shouldStop)
      var numbers = [("area under the noise-loss curve", found.loss.area.mean)]
      if let accuracy = found.accuracy {
        numbers.insert(("area under the noise-accuracy curve", accuracy.area.mean), at: 0)
      }
      return Examination(outcome: try Self.outcome(named: name, of: found, run, sites), numbers: numbers)
    }
  }

  /// The parts of the page.
  static func outcome(
    named name: String, of found: NoiseRobustness, _ run: ExaminedRun, _ sites: [ExaminedSite]
  ) throws -> AnalysisOutcome {
    let curves = RepeatedCurves(
      places: found.scales, column: "scale", repetition: "draw",
      families: [("accuracy", found.accuracy), ("loss", found.loss)])
    let table = curves.means
    let names = sites.map(\.site.name).joined(separator: ", ")
    let plot = LinePlot(
      title: "Noise on all units",
      caption: """
        Mean over \(found.loss.curves.count) draws, with the range of one standard deviation; noise on all units of \(names) at \
        once, in standard deviations of each unit.
        """,
      x: Axis("scale", title: "noise, in standard deviations of a unit", scale: .log),
      y: Axis("mean", title: "score"), panel: "score",
      interval: .init(lower: "low", upper: "high", name: "± one standard deviation"))
    var findings: [String] = []
    if let accuracy = found.accuracy {
      findings.append(
        "Noise on \(names): area under the accuracy curve over log10 of the strength \(accuracy.area.text(digits: 3)); "
          + "accuracy \(ProgressLine.fixed(found.baseline.accuracy ?? 0, digits: 4)) without noise.")
    }
    findings.append(
      "Loss \(ProgressLine.fixed(found.baseline.meanLoss, digits: 4)) nats without noise, area under the loss curve "
        + "\(found.loss.area.text(digits: 3)).")
    return AnalysisOutcome(
      name: name, title: "Noise", findings: findings, warnings: [],
      notes: [
        "\(found.samples) \(run.network.samplesWord) of the \(run.part.rawValue) part at step \(run.step)."
      ],
      figures: [(name, try plot.figure(of: table))], tables: curves.tables(named: name))
  }
}
