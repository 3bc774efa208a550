import SingleDirections
import Storage
import Tensors

/// Numbers of runs and of those that they are compared with, pair by pair.
struct PairedRuns {
  private let pairs: [(run: String, other: String)]
  private let own: [[(name: String, value: Double)]]
  private let others: [[(name: String, value: Double)]]

  /// Pairs each run with the one at the same place; numbers are those of all runs, then those of the others.
  init(_ runs: [String], against others: [String], _ numbers: [[(name: String, value: Double)]]) {
    pairs = Array(zip(runs, others)).map { (run: $0.0, other: $0.1) }
    own = Array(numbers.prefix(runs.count))
    self.others = Array(numbers.dropFirst(runs.count))
  }

  /// The mean of the paired differences of each number with its interval, and the pairs behind it.
  ///
  /// - Parameter section: what the analysis says of the first run.
  /// - Throws: `SingleDirectionsError.notFinite`.
  func outcome(of section: AnalysisSection) throws -> AnalysisOutcome {
    var findings: [String] = []
    var warnings: [String] = []
    var means = ResultTable(columns: [
      .string("measure"), .double("mean"), .double("mean_against"), .double("difference"), .double("low"),
      .double("high"), .int("pairs"),
    ])
    var values = ResultTable(columns: [
      .string("measure"), .string("run"), .string("against"), .double("value"), .double("value_against"),
    ])
    var names: [String] = []
    for name in (own + self.others).flatMap({ $0.map(\.name) }) where !names.contains(name) {
      names.append(name)
    }
    let file = try AnalysisVariant.fileName([
      section.name, "against", AnalysisVariant.names(pairs.map(\.other)),
    ])
    for name in names {
      let complete = pairs.indices.compactMap { index -> (run: Int, a: Double, b: Double)? in
        guard let a = own[index].first(where: { $0.name == name })?.value,
          let b = others[index].first(where: { $0.name == name })?.value
        else { return nil }
        return (index, a, b)
      }
      if complete.count < pairs.count {
        warnings.append(
          "\(name): only \(complete.count) of \(pairs.count) pairs have it; the others are left out.")
      }
      guard !complete.isEmpty else { continue }
      let found = try PairedDifference(complete.map(\.a), minus: complete.map(\.b))
      findings.append(Self.sentence(name, found, complete.count))
      let interval = found.difference.interval
      means.append([
        .string(name), .double(found.firstMean), .double(found.secondMean), .double(found.difference.mean),
        .init(interval?.low), .init(interval?.high), .int(complete.count),
      ])
      for (index, a, b) in complete {
        values.append([
          .string(name), .string(pairs[index].run), .string(pairs[index].other), .double(a), .double(b),
        ])
      }
    }
    return AnalysisOutcome(
      name: file, title: "\(section.title), compared in pairs", findings: findings,
      warnings: warnings,
      notes: [
        "Each run less the one it is compared with: "
          + pairs.map { "\($0.run) less \($0.other)" }.joined(separator: ", ")
          + ". Intervals are Student's t over pairs, 95 %."
      ],
      figures: [], tables: [(file, means), ("\(file)-pairs", values)])
  }

  private static func sentence(_ name: String, _ found: PairedDifference, _ count: Int) -> String {
    "\(name): \(ProgressLine.fixed(found.firstMean, digits: 4)) less "
      + "\(ProgressLine.fixed(found.secondMean, digits: 4)) is "
      + "\(found.difference.text(digits: 4)) over \(count) pairs."
  }
}
