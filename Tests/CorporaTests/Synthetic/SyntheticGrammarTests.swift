import Tensors
import Testing

@testable import Corpora

/// Well-formedness, judged from the spelling alone: nouns end in a vowel and `s` in the plural, verbs in `ts` in the
/// singular and `t` in the plural.
@Suite struct SyntheticGrammarTests {
  private let language: SyntheticLanguage
  private let sentences: [[String]]

  init() throws {
    language = try SyntheticLanguage(seed: 8)
    let text = language.generate(tokens: 20_000, key: RandomKey(seed: 2))
    sentences = language.vocabulary.text(text).split(separator: "\n").map {
      $0.split(separator: " ").map(String.init)
    }
  }

  private let functionWords = Set(WordClass.allCases.flatMap(\.functionWords))

  private func isContent(_ word: String) -> Bool { !functionWords.contains(word) }

  private func isVerb(_ word: String) -> Bool {
    isContent(word) && (word.hasSuffix("t") || word.hasSuffix("ts"))
  }

  private func isSingularVerb(_ word: String) -> Bool { word.hasSuffix("ts") }

  private func isNoun(_ word: String) -> Bool {
    isContent(word) && !isVerb(word) && !word.hasSuffix("l") && !word.hasSuffix("ly")
  }

  private func isPluralNoun(_ word: String) -> Bool { word.hasSuffix("s") }

  @Test func bracketsAndQuotationsMatchAndNest() {
    let closing = ["(": ")", "[": "]", "``": "''"]
    var deepest = 0
    for sentence in sentences {
      var open: [String] = []
      for word in sentence {
        if let close = closing[word] {
          open.append(close)
        } else if closing.values.contains(word) {
          #expect(open.popLast() == word)
        }
        deepest = max(deepest, open.count)
      }
      #expect(open.isEmpty)
    }
    #expect(deepest >= 3)
  }

  /// Removes everything between brackets and between quotation marks, with the marks.
  private func withoutInsertions(_ sentence: [String]) -> [String] {
    var depth = 0
    return sentence.filter { word in
      if ["(", "[", "``"].contains(word) { depth += 1 }
      defer { if [")", "]", "''"].contains(word) { depth -= 1 } }
      return depth == 0
    }
  }

  @Test func verbsAgreeWithTheirSubjects() throws {
    var atADistance = 0
    for sentence in sentences {
      let flat = withoutInsertions(sentence)
      guard !flat.contains("that"), let verb = flat.firstIndex(where: isVerb) else { continue }
      let subject = try #require(flat.first { isNoun($0) || $0 == "it" || $0 == "they" })
      let isPlural = subject == "they" || (subject != "it" && isPluralNoun(subject))
      #expect(isSingularVerb(flat[verb]) == !isPlural, "\(sentence)")
      if verb > 4 { atADistance += 1 }
    }
    #expect(atADistance > 30)
  }

  /// In "the N that the M chase run" the verbs agree in the reverse order of their subjects.
  @Test func agreementIsNested() throws {
    var seen = 0
    for sentence in sentences {
      let flat = withoutInsertions(sentence)
      guard flat.count > 6, flat.count(where: { $0 == "that" }) == 1,
        !flat.contains(where: ["of", "with", "from"].contains),
        let pronoun = flat.firstIndex(of: "that"), !isVerb(flat[pronoun + 1]),
        let outer = flat[..<pronoun].last, isNoun(outer), !flat[..<pronoun].contains(where: isVerb)
      else { continue }
      let inner = try #require(flat[pronoun...].first { isNoun($0) })
      let verbs = flat[pronoun...].filter(isVerb)
      try #require(verbs.count >= 2)
      #expect(isSingularVerb(verbs[0]) != isPluralNoun(inner), "\(sentence)")
      #expect(isSingularVerb(verbs[1]) != isPluralNoun(outer), "\(sentence)")
      seen += 1
    }
    #expect(seen > 20)
  }

  @Test func determinersAgreeWithTheirNouns() {
    for sentence in sentences {
      for (place, word) in sentence.enumerated() {
        guard let noun = sentence[place...].first(where: { isNoun($0) }) else { continue }
        if ["a", "this", "every"].contains(word) { #expect(!isPluralNoun(noun)) }
        if ["some", "these", "many"].contains(word) { #expect(isPluralNoun(noun)) }
      }
    }
  }

  @Test func labelsAreWhatTheWordsSay() throws {
    let text = language.generate(tokens: 3_000, key: RandomKey(seed: 2))
    var depth = 0
    var quotes = 0
    for (word, labels) in zip(text, try language.labels(text)) {
      let spelling = language.vocabulary.tokens[Int(word)]
      if ["(", "[", "``"].contains(spelling) { depth += 1 }
      if [")", "]", "''"].contains(spelling) { depth -= 1 }
      if spelling == "``" { quotes += 1 }
      if spelling == "''" { quotes -= 1 }
      #expect(labels[1] == depth && labels[2] == (quotes > 0 ? 1 : 0))
      if spelling == "<eos>" { #expect(labels[0] == 0 && labels[4] == 0) }
      if spelling == "it" { #expect(labels[0] == 1) }
      if spelling == "they" { #expect(labels[0] == 2) }
      #expect((labels[0] == 0) == (labels[4] == 0))
    }
  }

  @Test func textsOfAnotherGrammarAreRefused() throws {
    func ids(_ text: String) throws -> [Int32] {
      try language.vocabulary.ids(of: Array(text.utf8), path: "t")
    }
    let noun = try #require(language.lexicon.classes.firstIndex(of: .singularNoun))
    let verb = try #require(language.lexicon.classes.firstIndex(of: .pluralIntransitive))
    let words = language.vocabulary.tokens
    let wrongNumber = try ids("the \(words[noun]) \(words[verb])")
    #expect(throws: CorporaError.impossibleWord(word: words[verb], position: 2)) {
      try language.trueLosses(wrongNumber)
    }
    let wrongBracket = try ids("the \(words[noun]) [ \(words[noun]) )")
    #expect(throws: CorporaError.impossibleWord(word: ")", position: 4)) { try language.labels(wrongBracket) }
    #expect(throws: CorporaError.impossibleWord(word: "99999", position: 0)) {
      try language.entropies([99_999])
    }
  }
}
