private import Foundation

/// How the next token is chosen from its probabilities.
public struct TokenChoice: Equatable, Sendable {
  /// 1 keeps the probabilities, less favours the likely tokens, more the unlikely ones; 0 takes the likeliest.
  public let temperature: Double

  /// Creates a choice.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for a temperature that is negative or not finite.
  public init(temperature: Double) throws(NetworksError) {
    guard temperature >= 0, temperature.isFinite else {
      throw .configuration(key: "temperature", value: "\(temperature)", allowed: "0 or more, and finite")
    }
    self.temperature = temperature
  }

  /// The token that a uniform number chooses: p ∝ exp(log p / temperature), cumulated in the order of the tokens.
  ///
  /// - Parameters:
  ///   - logProbabilities: one a token, in nats; a common summand changes nothing.
  ///   - uniform: in [0, 1); not used at temperature 0, where the first of the likeliest tokens is chosen.
  public func token(_ logProbabilities: Span<Double>, uniform: Double) -> Int32 {
    precondition(!logProbabilities.isEmpty, "a choice among no tokens")
    precondition(uniform >= 0 && uniform < 1, "the uniform number \(uniform)")
    var likeliest = 0
    for i in logProbabilities.indices where logProbabilities[i] > logProbabilities[likeliest] {
      likeliest = i
    }
    guard temperature > 0 else { return Int32(likeliest) }
    let greatest = logProbabilities[likeliest]
    var total = 0.0
    for i in logProbabilities.indices { total += exp((logProbabilities[i] - greatest) / temperature) }
    let goal = uniform * total
    var sum = 0.0
    for i in logProbabilities.indices {
      sum += exp((logProbabilities[i] - greatest) / temperature)
      if sum > goal { return Int32(i) }
    }
    // Both sums are the same and the goal is below them, so this is not reached.
    return Int32(likeliest)
  }
}
