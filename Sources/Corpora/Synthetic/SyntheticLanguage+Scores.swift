extension SyntheticLanguage {
  /// The loss of the true distribution on each word of a text but the first, in nats.
  ///
  /// A text of N words gives N − 1 losses, as in every evaluation; the first word still sets the state.
  ///
  /// - Parameter text: Ids of this language's ``vocabulary``.
  /// - Throws: ``CorporaError/impossibleWord(word:position:)`` when the text is not of this language.
  public func trueLosses(_ text: [Int32]) throws -> [Double] {
    var losses: [Double] = []
    losses.reserveCapacity(text.count)
    try walk(text) { probability, _ in losses.append(-logarithm(probability)) }
    return Array(losses.dropFirst())
  }

  /// The entropy of the distribution from which each word of a text but the first was drawn, in nats.
  ///
  /// Its mean estimates the same limit as that of ``trueLosses(_:)``, with less noise.
  public func entropies(_ text: [Int32]) throws -> [Double] {
    var entropies: [Double] = []
    entropies.reserveCapacity(text.count)
    try walk(text) { _, state in entropies.append(entropy(after: state)) }
    return Array(entropies.dropLast())
  }

  /// What the grammar knows after each word of a text: ``State/labels``, [word][label].
  public func labels(_ text: [Int32]) throws -> [[Int]] {
    var labels: [[Int]] = []
    labels.reserveCapacity(text.count)
    try walk(text) { _, state in labels.append(state.labels) }
    return labels
  }

  /// The ids in this language of a text with another vocabulary, such as a corpus read from a folder.
  ///
  /// - Throws: ``CorporaError/unknownWord(word:source:)``.
  public func ids(of text: [Int32], in other: Vocabulary) throws -> [Int32] {
    let translation = other.tokens.map { vocabulary.id(of: $0) }
    return try text.map { id in
      guard let id = translation[Int(id)] else {
        throw CorporaError.unknownWord(word: other.tokens[Int(id)], source: "the synthetic language")
      }
      return id
    }
  }

  /// Calls `body` with the probability of each word and the state after it.
  private func walk(_ text: [Int32], _ body: (Double, State) -> Void) throws {
    var state = initialState
    for (position, word) in text.enumerated() {
      guard vocabulary.tokens.indices.contains(Int(word)), let step = step(word, after: state) else {
        let spelling =
          vocabulary.tokens.indices.contains(Int(word)) ? vocabulary.tokens[Int(word)] : "\(word)"
        throw CorporaError.impossibleWord(word: spelling, position: position)
      }
      state = step.state
      body(step.probability, state)
    }
  }
}
