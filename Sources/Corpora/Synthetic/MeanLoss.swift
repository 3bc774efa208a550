import Foundation

/// The mean of some losses and its standard error.
///
/// Losses of neighbouring tokens are correlated, so the error comes from the means of blocks of 500 tokens, or of a
/// twentieth of the text where that is shorter.
public struct MeanLoss: Codable, Equatable, Sendable {
  /// The number of losses.
  public let count: Int
  /// Their mean, in nats.
  public let mean: Double
  /// The standard error of the mean, in nats; NaN for fewer than two losses.
  public let standardError: Double

  /// The exponential of the mean.
  public var perplexity: Double { exp(mean) }

  /// Averages losses, of which there must be one at least.
  public init(_ losses: [Double]) {
    precondition(!losses.isEmpty, "no losses to average")
    let block = min(500, max(1, losses.count / 20))
    let blocks = losses.count / block
    let sums = (0..<blocks).map { losses[$0 * block..<($0 + 1) * block].reduce(0, +) / Double(block) }
    let centre = sums.reduce(0, +) / Double(blocks)
    let variance = sums.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(blocks - 1)
    count = losses.count
    mean = losses.reduce(0, +) / Double(losses.count)
    standardError = blocks > 1 ? (variance / Double(blocks)).squareRoot() : .nan
  }

  /// By how much a model's losses exceed the true ones on the same tokens, on average.
  ///
  /// No model's do by less than zero, but for chance: a mean more than three standard errors below says that the losses
  /// are not those of a distribution, or not of these tokens.
  public static func excess(of model: [Double], over truth: [Double]) -> MeanLoss {
    precondition(model.count == truth.count, "\(model.count) losses of a model and \(truth.count) true ones")
    return MeanLoss(zip(model, truth).map(-))
  }
}
