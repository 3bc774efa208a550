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

/// The early mean of a curve, with what each block of windows adds to it.
struct EarlyMean {
  let value: Double
  let influences: [Double]

  /// The mean similarity.
  init(similarityOf curve: ConvergenceCurve, _ measure: Measure, _ early: EarlySteps) {
    self.init(early) { (curve.score(measure, at: $0), curve.influences(measure, at: $0)) }
  }

  /// The mean progress.
  init(progressOf curve: ConvergenceCurve, _ measure: Measure, _ early: EarlySteps) {
    let untrained = curve.score(measure, at: 0)
    let zero = curve.influences(measure, at: 0)
    self.init(early) { index in
      let progress = Progress(score: curve.score(measure, at: index), untrained: untrained)
      let parts = zip(curve.influences(measure, at: index), zero).map {
        progress.byScore * $0 + progress.byUntrained * $1
      }
      return (progress.value, parts)
    }
  }

  private init(_ early: EarlySteps, _ point: (Int) -> (Double, [Double])) {
    var value = 0.0
    var influences: [Double] = []
    for (index, weight) in zip(early.indices, early.weights) {
      let (score, parts) = point(index)
      value += weight * score
      influences =
        influences.isEmpty ? parts.map { weight * $0 } : zip(influences, parts).map { $0 + weight * $1 }
    }
    self.value = value
    self.influences = influences
  }
}

/// How far of the way from the untrained network's similarity to 1 a score is, with its derivatives.
struct Progress {
  /// The share 1 − (1 − score)/(1 − untrained).
  let value: Double
  /// Its derivative with respect to the score.
  let byScore: Double
  /// Its derivative with respect to the untrained network's score.
  let byUntrained: Double

  init(score: Double, untrained: Double) {
    let room = 1 - untrained
    value = 1 - (1 - score) / room
    byScore = 1 / room
    byUntrained = -(1 - score) / (room * room)
  }
}
