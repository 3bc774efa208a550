public import Tensors

extension LanguageModel {
  /// Texts that go on from a prompt: each token is chosen from the probabilities after those before it.
  ///
  /// Lane l takes the uniform numbers of `key.child(l)`, one a token, so its text does not depend on the other lanes.
  ///
  /// - Parameters:
  ///   - prompt: what is read first, from the zero state; at least one token.
  ///   - length: how many tokens each text gets.
  ///   - lanes: the numbers of the texts.
  ///   - choice: how tokens are chosen.
  ///   - key: the key of the draws.
  ///   - shouldStop: asked before every token.
  /// - Returns: the tokens of each text, without the prompt; nil when it was stopped.
  public func continuations(
    of prompt: [Int32], length: Int, lanes: Range<Int>, choice: TokenChoice, key: RandomKey,
    shouldStop: () -> Bool = { false }
  ) -> [[Int32]]? {
    precondition(length >= 0, "a text of \(length) tokens")
    guard !lanes.isEmpty else { return [] }
    var texts = lanes.map { _ in [Int32]() }
    let keys = lanes.map { key.child($0) }
    var next = NextTokens(self, after: prompt, lanes: lanes.count)
    for position in 0..<length {
      guard !shouldStop() else { return nil }
      if position > 0 { next.read(texts.map { $0[position - 1] }) }
      let probabilities = next.logProbabilities()
      let words = probabilities.columns
      let elements = probabilities.elements.span
      for lane in texts.indices {
        let row = elements.extracting(lane * words..<(lane + 1) * words)
        texts[lane].append(choice.token(row, uniform: keys[lane].uniform(position)))
      }
    }
    return texts
  }
}
