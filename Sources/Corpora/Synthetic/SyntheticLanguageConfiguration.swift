extension SyntheticLanguage {
  /// The size and the shape of a synthetic language.
  public struct Configuration: Codable, Equatable, Sendable {
    /// The number of topics, at least 2.
    public var topics = 8
    /// Nouns that belong to one topic; each has a singular and a plural.
    public var nounsPerTopic = 18
    /// Verbs without an object that belong to one topic; each has a singular and a plural.
    public var intransitiveVerbsPerTopic = 4
    /// Verbs with an object that belong to one topic; each has a singular and a plural.
    public var transitiveVerbsPerTopic = 6
    /// Adjectives that belong to one topic.
    public var adjectivesPerTopic = 8
    /// Adverbs that belong to one topic.
    public var adverbsPerTopic = 3
    /// Nouns of all topics.
    public var sharedNouns = 20
    /// Verbs without an object of all topics.
    public var sharedIntransitiveVerbs = 6
    /// Verbs with an object of all topics.
    public var sharedTransitiveVerbs = 10
    /// Verbs that a quotation follows.
    public var speechVerbs = 4
    /// Adjectives of all topics.
    public var sharedAdjectives = 12
    /// Adverbs of all topics.
    public var sharedAdverbs = 8
    /// The probability that a noun, verb, adjective or adverb is one of all topics.
    public var sharedShare = 0.35
    /// The exponent s of the Zipf–Mandelbrot law 1 / (rank + 1.5)^s within a class of words.
    public var zipfExponent = 1.2
    /// The probability that the subject of a sentence, when its noun belongs to a topic, keeps the topic.
    public var topicPersistence = 0.9
    /// The probability of a relative clause after a subject.
    public var relativeClause = 0.2
    /// The probability of brackets after a noun.
    public var brackets = 0.07
    /// The probability that a verb is one of speech, which a quotation follows.
    public var quotation = 0.14
    /// The probability of a phrase with a preposition after a noun, and of one after a verb.
    public var prepositionalPhrase = 0.14
    /// The probability of an adverb after a verb.
    public var adverb = 0.14
    /// The probability of each further adjective before a noun.
    public var adjective = 0.2
    /// The probability of a second clause in a sentence or quotation.
    public var conjunction = 0.15
    /// The probability that a clause begins with a pronoun, which has the number of the last sentence's subject.
    public var pronoun = 0.18
    /// By how much relative clauses, brackets and quotations are rarer inside one another.
    public var nestingDecay = 0.6
    /// None of these begins where so many brackets, quotations and awaited verbs beyond the first are open.
    public var greatestNesting = 4

    /// The default language: 660 words.
    public init() {}

    /// Checks every setting.
    ///
    /// - Throws: ``CorporaError/usage(_:)``, which names the first one that cannot be used.
    func validate() throws {
      let counts: [(String, Int, ClosedRange<Int>)] = [
        ("topics", topics, 2...64), ("nounsPerTopic", nounsPerTopic, 1...500),
        ("intransitiveVerbsPerTopic", intransitiveVerbsPerTopic, 1...500),
        ("transitiveVerbsPerTopic", transitiveVerbsPerTopic, 1...500),
        ("adjectivesPerTopic", adjectivesPerTopic, 1...500), ("adverbsPerTopic", adverbsPerTopic, 1...500),
        ("sharedNouns", sharedNouns, 1...500), ("sharedIntransitiveVerbs", sharedIntransitiveVerbs, 1...500),
        ("sharedTransitiveVerbs", sharedTransitiveVerbs, 1...500), ("speechVerbs", speechVerbs, 1...500),
        ("sharedAdjectives", sharedAdjectives, 1...500), ("sharedAdverbs", sharedAdverbs, 1...500),
        ("greatestNesting", greatestNesting, 0...16),
      ]
      for (name, value, range) in counts where !range.contains(value) {
        throw CorporaError.usage(
          "the synthetic language's \(name) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)"
        )
      }
      let shares: [(String, Double, ClosedRange<Double>)] = [
        ("sharedShare", sharedShare, 0.01...0.99), ("zipfExponent", zipfExponent, 0...3),
        ("topicPersistence", topicPersistence, 0...1), ("relativeClause", relativeClause, 0...0.4),
        ("brackets", brackets, 0...0.2), ("quotation", quotation, 0...0.4),
        ("prepositionalPhrase", prepositionalPhrase, 0...0.3), ("adverb", adverb, 0...0.5),
        ("adjective", adjective, 0...0.8), ("conjunction", conjunction, 0...0.4),
        ("pronoun", pronoun, 0...0.9),
        ("nestingDecay", nestingDecay, 0...1),
      ]
      for (name, value, range) in shares where !range.contains(value) {
        throw CorporaError.usage(
          "the synthetic language's \(name) is \(value), but must be from \(range.lowerBound) to \(range.upperBound)"
        )
      }
    }
  }
}
