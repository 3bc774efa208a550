private import Foundation
import Similarity

/// Which snapshots are early, and how much each counts: fixed by the steps alone.
struct EarlySteps {
  /// The rule in words.
  static let rule =
    "early is every recorded step from 1 to a quarter of the last one, averaged over the logarithm of the step "
    + "(trapezoids); where none lies there, the first recorded step after 0"

  /// The early snapshots.
  let indices: [Int]
  /// One weight a snapshot; they sum to 1.
  let weights: [Double]
  /// Whether the first snapshot is the untrained network.
  let hasStepZero: Bool

  /// Applies the rule to ascending steps.
  init(_ steps: [Int]) {
    hasStepZero = steps.first == 0
    let last = steps.last ?? 0
    var early = steps.indices.filter { steps[$0] > 0 && 4 * steps[$0] <= last }
    if early.isEmpty { early = steps.indices.filter { steps[$0] > 0 }.prefix(1).map { $0 } }
    indices = early
    guard early.count > 1 else {
      weights = early.map { _ in 1 }
      return
    }
    let logs = early.map { log(Double(steps[$0])) }
    let span = logs[logs.count - 1] - logs[0]
    weights = logs.indices.map { i in
      let left = i > 0 ? logs[i] - logs[i - 1] : 0
      let right = i + 1 < logs.count ? logs[i + 1] - logs[i] : 0
      return (left + right) / (2 * span)
    }
  }
}

/// The early mean of a curve, and the same mean on every sample of windows.
struct EarlyMean {
  let value: Double
  /// One mean a sample; nil where some sample has none.
  let replicates: [Double]?

  /// The mean similarity.
  init(similarityOf curve: ConvergenceCurve, _ measure: Measure, _ early: EarlySteps) {
    value = early.mean { curve.score(measure, at: $0) }
    replicates = early.means { curve.replicates(measure, at: $0) }
  }

  /// The mean progress, counted on every sample from that sample's untrained network.
  init(progressOf curve: ConvergenceCurve, _ measure: Measure, _ early: EarlySteps) {
    let untrained = curve.score(measure, at: 0)
    value = early.mean { Self.progress(curve.score(measure, at: $0), from: untrained) }
    guard let baseline = curve.replicates(measure, at: 0) else {
      replicates = nil
      return
    }
    replicates = early.means { index in
      curve.replicates(measure, at: index).map { zip($0, baseline).map { Self.progress($0, from: $1) } }
    }
  }

  /// How far of the way from the untrained network's similarity to 1 a score is.
  static func progress(_ score: Double, from untrained: Double) -> Double {
    1 - (1 - score) / (1 - untrained)
  }
}

extension EarlySteps {
  /// The weighted mean of a value a snapshot.
  func mean(_ value: (Int) -> Double) -> Double {
    zip(indices, weights).reduce(0) { $0 + $1.1 * value($1.0) }
  }

  /// The weighted mean on every sample; nil where a snapshot has no samples.
  func means(_ values: (Int) -> [Double]?) -> [Double]? {
    var means: [Double] = []
    for (index, weight) in zip(indices, weights) {
      guard let samples = values(index) else { return nil }
      means = means.isEmpty ? samples.map { weight * $0 } : zip(means, samples).map { $0 + weight * $1 }
    }
    return means.isEmpty ? nil : means
  }
}
