/// Singular or plural.
enum GrammaticalNumber: Int, Equatable, Sendable {
  case singular = 1
  case plural = 2
}

/// A bracket, round or square, whose kind must be remembered until it is closed.
enum Bracket: Equatable, Sendable {
  case round
  case square
}

/// The classes of words; each word belongs to one, so that a word tells which step the grammar took.
enum WordClass: Int, CaseIterable, Sendable {
  case endOfSentence
  case article
  case singularDeterminer
  case pluralDeterminer
  case singularPronoun
  case pluralPronoun
  case relativePronoun
  case nounPreposition
  case verbPreposition
  case conjunction
  case roundOpening
  case roundClosing
  case squareOpening
  case squareClosing
  case quoteOpening
  case quoteClosing
  case adjective
  case adverb
  case singularNoun
  case pluralNoun
  case singularIntransitive
  case pluralIntransitive
  case singularTransitive
  case pluralTransitive
  case singularSpeech
  case pluralSpeech

  /// The words of a class that has the same few in every language; empty for the others.
  var functionWords: [String] {
    switch self {
    case .endOfSentence: [Vocabulary.endOfSentence]
    case .article: ["the"]
    case .singularDeterminer: ["a", "this", "every"]
    case .pluralDeterminer: ["some", "these", "many"]
    case .singularPronoun: ["it"]
    case .pluralPronoun: ["they"]
    case .relativePronoun: ["that"]
    case .nounPreposition: ["of", "with", "from"]
    case .verbPreposition: ["in", "near", "by", "under"]
    case .conjunction: ["and", "but", "while"]
    case .roundOpening: ["("]
    case .roundClosing: [")"]
    case .squareOpening: ["["]
    case .squareClosing: ["]"]
    case .quoteOpening: ["``"]
    case .quoteClosing: ["''"]
    default: []
    }
  }

  static func noun(_ number: GrammaticalNumber) -> WordClass {
    number == .singular ? .singularNoun : .pluralNoun
  }

  static func intransitive(_ number: GrammaticalNumber) -> WordClass {
    number == .singular ? .singularIntransitive : .pluralIntransitive
  }

  static func transitive(_ number: GrammaticalNumber) -> WordClass {
    number == .singular ? .singularTransitive : .pluralTransitive
  }

  static func speech(_ number: GrammaticalNumber) -> WordClass {
    number == .singular ? .singularSpeech : .pluralSpeech
  }

  static func opening(_ bracket: Bracket) -> WordClass {
    bracket == .round ? .roundOpening : .squareOpening
  }

  static func closing(_ bracket: Bracket) -> WordClass {
    bracket == .round ? .roundClosing : .squareClosing
  }
}
