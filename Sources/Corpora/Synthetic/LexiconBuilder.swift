import Tensors

/// Spells the words of a language: made-up stems of open syllables, with an ending for each class.
///
/// A noun is its stem, its plural has `s`; a verb ends in `t`, its singular in `ts`; an adjective in `l`, an adverb in
/// `ly`. Stems end in a vowel, so the endings tell the classes apart, and no stem is a function word.
struct LexiconBuilder {
  var table = WordTable()
  var classes: [WordClass] = []
  var topics: [Int] = []
  var parts = WordClass.allCases.map { _ in ClassWords() }
  private let configuration: SyntheticLanguage.Configuration
  private let key: RandomKey
  private var stems: Set<String>
  private var drawn = 0

  init(_ configuration: SyntheticLanguage.Configuration, key: RandomKey) {
    self.configuration = configuration
    self.key = key
    stems = Set(WordClass.allCases.flatMap(\.functionWords))
  }

  mutating func add(functionWordsOf wordClass: WordClass) {
    for word in wordClass.functionWords {
      parts[wordClass.rawValue].shared.append(add(word, wordClass, topic: -1))
    }
  }

  mutating func addContentWords() {
    let c = configuration
    add(c.sharedNouns, c.nounsPerTopic, endings: [(.singularNoun, ""), (.pluralNoun, "s")])
    add(
      c.sharedIntransitiveVerbs, c.intransitiveVerbsPerTopic,
      endings: [(.singularIntransitive, "ts"), (.pluralIntransitive, "t")])
    add(
      c.sharedTransitiveVerbs, c.transitiveVerbsPerTopic,
      endings: [(.singularTransitive, "ts"), (.pluralTransitive, "t")])
    add(c.speechVerbs, 0, endings: [(.singularSpeech, "ts"), (.pluralSpeech, "t")])
    add(c.sharedAdjectives, c.adjectivesPerTopic, endings: [(.adjective, "l")])
    add(c.sharedAdverbs, c.adverbsPerTopic, endings: [(.adverb, "ly")])
  }

  private mutating func add(_ shared: Int, _ perTopic: Int, endings: [(WordClass, String)]) {
    for _ in 0..<shared {
      let stem = nextStem()
      for (wordClass, ending) in endings {
        parts[wordClass.rawValue].shared.append(add(stem + ending, wordClass, topic: -1))
      }
    }
    for topic in 0..<(perTopic > 0 ? configuration.topics : 0) {
      for (wordClass, _) in endings { parts[wordClass.rawValue].byTopic.append([]) }
      for _ in 0..<perTopic {
        let stem = nextStem()
        for (wordClass, ending) in endings {
          parts[wordClass.rawValue].byTopic[topic].append(add(stem + ending, wordClass, topic: topic))
        }
      }
    }
  }

  private mutating func add(_ word: String, _ wordClass: WordClass, topic: Int) -> Int32 {
    classes.append(wordClass)
    topics.append(topic)
    return table.number(Array(word.utf8).span)
  }

  private mutating func nextStem() -> String {
    let onsets = [
      "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "st", "tr",
    ]
    let vowels = ["a", "e", "i", "o", "u"]
    while true {
      // Three syllables once those of two become rare: 95² stems of two syllables are far more than are drawn at first.
      let syllables = drawn < 2_000 ? 2 : 3
      var stem = ""
      for syllable in 0..<syllables {
        stem += onsets[key.integer(6 * drawn + 2 * syllable, below: onsets.count)]
        stem += vowels[key.integer(6 * drawn + 2 * syllable + 1, below: vowels.count)]
      }
      drawn += 1
      if stems.insert(stem).inserted { return stem }
    }
  }
}
