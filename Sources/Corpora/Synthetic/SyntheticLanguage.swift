public import Tensors

/// A made-up language in which the probability of every next word is known exactly.
///
/// Sentences follow a grammar with number agreement at a distance, relative clauses, two kinds of brackets and
/// quotations that nest, pronouns that take their number from the sentence before, and topics that persist over
/// sentences; within each class, words follow Zipf's law. All that the future depends on can be read off the words so
/// far (``State``). So no model can do better on fresh text, on average, than ``trueLosses(_:)``, and how near one comes
/// is a measured number.
///
/// ```swift
/// let language = try SyntheticLanguage(seed: 1)
/// let text = try language.generate(tokens: 1_000, key: RandomKey(seed: 1).child("text"))
/// let losses = try language.trueLosses(text)   // nats, one for each token but the first
/// ```
public struct SyntheticLanguage: Equatable, Sendable {
  /// The seed, which decides the spelling of the words.
  public let seed: UInt64
  /// The size and the shape of the language.
  public let configuration: Configuration
  let lexicon: Lexicon
  let grammar: Grammar

  /// Makes a language.
  ///
  /// - Throws: ``CorporaError/usage(_:)`` for a setting that cannot be used.
  public init(seed: UInt64, configuration: Configuration = Configuration()) throws {
    try configuration.validate()
    self.seed = seed
    self.configuration = configuration
    lexicon = Lexicon(configuration, key: RandomKey(seed: seed).child("synthetic language").child("words"))
    grammar = Grammar(configuration: configuration)
  }

  /// All words, which a corpus of the language numbers otherwise, by first appearance.
  public var vocabulary: Vocabulary { lexicon.vocabulary }

  /// The state before the first word of a text.
  public var initialState: State { .initial }

  /// The probability of each word of the vocabulary to come next.
  public func distribution(after state: State) -> [Double] {
    var dense = [Double](repeating: 0, count: vocabulary.count)
    for choice in grammar.choices(after: state) {
      let words = lexicon.distribution(choice.wordClass, topic: state.topic, isSubject: choice.isMainSubject)
      for (word, probability) in zip(words.words, words.probabilities) {
        dense[Int(word)] = choice.probability * probability
      }
    }
    return dense
  }

  /// The entropy of the next word, in nats: what the loss will be on average.
  public func entropy(after state: State) -> Double {
    var entropy = 0.0
    for choice in grammar.choices(after: state) {
      let words = lexicon.distribution(choice.wordClass, topic: state.topic, isSubject: choice.isMainSubject)
      entropy += choice.probability * (words.entropy - logarithm(choice.probability))
    }
    return entropy
  }

  /// The probability of one word to come next.
  public func probability(of word: Int32, after state: State) -> Double {
    step(word, after: state)?.probability ?? 0
  }

  /// The state after one more word, or nil when the word cannot come next.
  public func state(_ state: State, after word: Int32) -> State? { step(word, after: state)?.state }

  func step(_ word: Int32, after state: State) -> (probability: Double, state: State)? {
    let wordClass = lexicon.classes[Int(word)]
    guard let choice = grammar.choices(after: state).first(where: { $0.wordClass == wordClass }) else {
      return nil
    }
    let probability = lexicon.probability(of: Int(word), topic: state.topic, isSubject: choice.isMainSubject)
    guard probability > 0 else { return nil }
    return (choice.probability * probability, advance(state, word, by: choice))
  }

  private func advance(_ state: State, _ word: Int32, by choice: GrammarChoice) -> State {
    var next = state
    next.stack.removeLast(choice.pops)
    next.stack += choice.pushes
    let topic = lexicon.topics[Int(word)]
    if topic >= 0 { next.topic = topic }
    if choice.isMainSubject { next.subjectNumber = choice.wordClass == .singularNoun ? .singular : .plural }
    return next
  }

  /// Draws a text of whole sentences with at least `count` words, `<eos>` included.
  ///
  /// A longer text with the same key begins with the shorter one.
  public func generate(tokens count: Int, key: RandomKey) -> [Int32] {
    var text: [Int32] = []
    text.reserveCapacity(count + 64)
    var state = initialState
    while text.count < count || text.last != 0 {
      let choices = grammar.choices(after: state)
      let choice = SyntheticLanguage.draw(choices, at: key.uniform(2 * text.count))
      let words = lexicon.distribution(choice.wordClass, topic: state.topic, isSubject: choice.isMainSubject)
      let word = words.word(at: key.uniform(2 * text.count + 1))
      text.append(word)
      state = advance(state, word, by: choice)
    }
    return text
  }

  private static func draw(_ choices: [GrammarChoice], at uniform: Double) -> GrammarChoice {
    var sum = 0.0
    for choice in choices.dropLast() {
      sum += choice.probability
      if sum > uniform { return choice }
    }
    return choices[choices.count - 1]
  }
}
