import Corpora
import Training

/// How far a model's loss on a text lies above that of the distribution that the text was drawn from.
struct TruthComparison: Encodable {
  /// The mean loss of the true distribution, in nats.
  let meanLoss: Double
  /// Its exponential: the lowest reachable perplexity.
  let perplexity: Double
  /// The mean of the model's loss minus the true one, token by token, in nats.
  let excess: Double
  /// The standard error of the excess.
  let excessStandardError: Double

  private enum CodingKeys: String, CodingKey {
    case meanLoss = "mean_loss"
    case perplexity, excess
    case excessStandardError = "excess_standard_error"
  }

  /// Compares losses on the same tokens.
  init(_ losses: [Double], truth: [Double]) {
    let difference = MeanLoss.excess(of: losses, over: truth)
    let floor = MeanLoss(truth)
    meanLoss = floor.mean
    perplexity = floor.perplexity
    excess = difference.mean
    excessStandardError = difference.standardError
  }

  /// The comparison for a person.
  var sentence: String {
    func digits(_ value: Double) -> String { ProgressLine.fixed(value, digits: 5) }
    let start =
      "the true distribution has perplexity \(ProgressLine.fixed(perplexity, digits: 3)); the model lies "
      + "\(digits(excess)) ± \(digits(excessStandardError)) nats above it"
    return excess < -3 * excessStandardError
      ? start + ", which is below what any model can reach: the losses or the text are wrong" : start
  }
}

/// What `strata evaluate --json` prints.
struct ScoredText: Encodable {
  let evaluation: Evaluation
  let truth: TruthComparison?

  private enum CodingKeys: String, CodingKey {
    case truth = "true_distribution"
  }

  func encode(to encoder: any Encoder) throws {
    try evaluation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(truth, forKey: .truth)
  }
}
