/// What a noun is for, which decides what can follow it.
enum NounRole: Equatable, Sendable {
  /// The subject of a sentence: the topic may change, pronouns refer to it.
  case mainSubject
  /// The subject of another clause.
  case subject
  /// The subject of a relative clause whose object is the noun before it.
  case relativeSubject
  /// The beginning of what stands in brackets.
  case aside
  /// An object, or what follows a preposition.
  case object

  /// Whether a verb must follow, which agrees with the noun.
  var hasVerb: Bool { self != .object && self != .aside }
}

/// Something that the grammar still expects; a sentence that is being written is a stack of them.
enum GrammarFrame: Equatable, Sendable {
  /// A subject and its verb.
  case clause(isMain: Bool)
  /// The rest of a noun phrase; the number is known unless the article came before.
  case nominal(GrammaticalNumber?, NounRole)
  /// Perhaps a relative clause, a prepositional phrase or brackets after a noun.
  case postnominal(GrammaticalNumber, NounRole)
  /// A relative clause, after its pronoun.
  case relative(GrammaticalNumber)
  /// A verb that agrees.
  case verb(GrammaticalNumber)
  /// A verb whose object stands before the relative clause.
  case gapVerb(GrammaticalNumber)
  /// Perhaps a verb that agrees, in brackets.
  case optionalVerb(GrammaticalNumber)
  /// A noun phrase.
  case object
  /// Perhaps an adverb or a prepositional phrase after a verb.
  case postverb
  /// Perhaps a second clause.
  case conjunction
  /// The beginning of a quotation.
  case quotation
  /// The end of brackets.
  case closing(Bracket)
  /// The end of a quotation.
  case closingQuote
  /// The end of the sentence.
  case end

  /// The number of the verb that this frame demands.
  var awaitedNumber: GrammaticalNumber? {
    switch self {
    case .verb(let number), .gapVerb(let number): number
    default: nil
    }
  }

  /// Whether this frame closes brackets or a quotation.
  var isClosing: Bool {
    switch self {
    case .closing, .closingQuote: true
    default: false
    }
  }
}
