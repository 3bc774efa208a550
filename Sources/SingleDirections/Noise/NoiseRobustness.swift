private import Foundation

/// How a network's score falls as more and more noise is added to its units.
public struct NoiseRobustness: Equatable, Sendable {
  /// The strengths of the noise in units of each unit's own standard deviation.
  public let scales: [Double]
  /// The number of samples, or tokens, of each score.
  public let samples: Int
  /// The score of the undisturbed network.
  public let baseline: Score
  /// The mean loss, in nats, one curve for each repetition; areas are over log10 of the scale.
  public let loss: CurveFamily
  /// The accuracy, one curve for each repetition; areas are over log10 of the scale; nil if it was not
  /// counted.
  public let accuracy: CurveFamily?

  /// Scores all draws of a plan and summarises them as curves.
  ///
  /// - Parameters:
  ///   - plan: the scales and repetitions.
  ///   - score: returns one score for each draw, in order and on the same data. It is called once with all
  ///     draws, the first of which has scale 0.
  /// - Throws: ``SingleDirectionsError/score(change:value:)``, and what `score` throws.
  public static func run(
    _ plan: NoisePlan, score: ([NoiseDraw]) throws -> [Score]
  ) throws -> NoiseRobustness {
    let draws = plan.draws
    let scores = try score(draws)
    try Score.check(scores, changes: draws.count) { "noise of scale \(draws[$0].scale)" }
    let width = plan.scales.count
    let curves = plan.keys.indices.map { Array(scores[1 + $0 * width..<1 + ($0 + 1) * width]) }
    let positions = plan.scales.map { log10($0) }
    return NoiseRobustness(
      scales: plan.scales, samples: scores[0].count, baseline: scores[0],
      loss: Score.losses(curves, at: positions), accuracy: Score.accuracies(curves, at: positions))
  }
}
