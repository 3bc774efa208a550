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

  @Option(help: "What a direction is: units, principal or random (orthonormal) directions of each site.")
  var directions = AblationMeasurement.Directions.units

  @Option(help: "What replaces a removed direction: zero, mean or resampled.")
  var value = ReplacementValue.zero

  @Option(help: "Random orders of removal.")
  var orderings = 10

  @Option(help: "Points of a curve.")
  var points = 20

  @OptionGroup var arguments: DirectionArguments

  func run() throws {
    try arguments.run(split: .train, count: (images: 2000, tokens: 10_000)) { run, shouldStop in
      let sites = try Self.sites(of: run.network, arguments)
      let found = try AblationMeasurement(
        of: run.network, sites: sites, directions: directions, value: value, orderings: orderings,
        points: points, key: arguments.key.child("ablation"), shouldStop: shouldStop)
      let outcome = try Self.outcome(of: found, run, sites)
      var numbers = [("area under the loss curve", found.result.loss.area.mean)]
      if let accuracy = found.result.accuracy {
        numbers.insert(("area under the accuracy curve", accuracy.area.mean), at: 0)
      }
      return (outcome, numbers)
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
    of found: AblationMeasurement, _ run: ExaminedRun, _ sites: [ExaminedSite]
  ) throws -> AnalysisOutcome {
    let result = found.result
    let table = try curves(
      result.fractions, column: "removed", families: [("accuracy", result.accuracy), ("loss", result.loss)])
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
          + "accuracy curve \(describe(accuracy.area)); accuracy \(ProgressLine.fixed(result.baseline.accuracy ?? 0, digits: 4)) "
          + "with all, \(ProgressLine.fixed(result.allRemoved.accuracy ?? 0, digits: 4)) with none.")
    }
    findings.append(
      "Loss \(ProgressLine.fixed(result.baseline.meanLoss, digits: 4)) nats with all, area under the loss curve "
        + "\(describe(result.loss.area)).")
    return AnalysisOutcome(
      name: "ablation", title: "Ablation", findings: findings, warnings: [],
      notes: [
        "\(result.scoredSets) sets of removed \(what) on \(result.samples) \(run.network.samplesWord) of the "
          + "\(run.part.rawValue) part at step \(run.step), in \(ProgressLine.duration(found.seconds)). Scored one by one they would take "
          + "\(ProgressLine.fixed(found.gain, digits: 2)) times as long: what comes before the first changed site is computed "
          + "once for all. Intervals are over the orders of this one network."
      ],
      figures: [("ablation", try plot.figure(of: table))], tables: [("ablation-curves", table)])
  }

  /// A mean with its interval over curves.
  static func describe(_ mean: MeanInterval) -> String {
    let interval = mean.interval.map {
      " (95 % interval \(ProgressLine.fixed($0.low, digits: 3)) to \(ProgressLine.fixed($0.high, digits: 3)))"
    }
    return ProgressLine.fixed(mean.mean, digits: 3) + (interval ?? "")
  }

  /// Mean curves as a table: a row for each score and place.
  static func curves(
    _ places: [Double], column: String, families: [(name: String, family: CurveFamily?)]
  ) throws -> ResultTable {
    var (scores, xs, means, lows, highs): ([String], [Double?], [Double?], [Double?], [Double?]) =
      ([], [], [], [], [])
    for (name, family) in families {
      guard let family else { continue }
      for (index, place) in places.enumerated() {
        let deviation = family.standardDeviation?[index] ?? 0
        scores.append(name)
        xs.append(place)
        means.append(family.mean[index])
        lows.append(family.mean[index] - deviation)
        highs.append(family.mean[index] + deviation)
      }
    }
    return ResultTable(columns: [
      .string("score", scores), .double(column, xs), .double("mean", means), .double("low", lows),
      .double("high", highs),
    ])
  }
}
