/// Probabilities of some words, which sum to one.
struct WordDistribution: Equatable, Sendable {
  /// The words' ids.
  let words: [Int32]
  /// Their probabilities.
  let probabilities: [Double]
  private let cumulative: [Double]

  /// A distribution from weights, which are divided by their sum.
  init(words: [Int32], weights: [Double]) {
    precondition(
      words.count == weights.count && !words.isEmpty, "\(words.count) words and \(weights.count) weights")
    let total = weights.reduce(0, +)
    self.words = words
    probabilities = weights.map { $0 / total }
    var sum = 0.0
    cumulative = probabilities.map { probability in
      sum += probability
      return sum
    }
  }

  /// A mixture: the weight of each part goes to its words.
  init(mixing parts: [(weight: Double, distribution: WordDistribution)]) {
    var words: [Int32] = []
    var weights: [Double] = []
    for (weight, part) in parts {
      words += part.words
      weights += part.probabilities.map { $0 * weight }
    }
    self.init(words: words, weights: weights)
  }

  /// The word at which the cumulative probability passes `uniform`, a number in [0, 1).
  func word(at uniform: Double) -> Int32 {
    var (low, high) = (0, words.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > uniform { high = middle } else { low = middle + 1 }
    }
    return words[low]
  }

  /// −Σ p ln p, in nats.
  var entropy: Double { -probabilities.reduce(0) { $1 > 0 ? $0 + $1 * logarithm($1) : $0 } }
}
