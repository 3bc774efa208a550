import Foundation
import Tensors

/// The words of a synthetic language: their spelling, class and topic, and how likely each is in its class.
struct Lexicon: Equatable, Sendable {
  /// All words; function words come first.
  let vocabulary: Vocabulary
  /// The class of each word.
  let classes: [WordClass]
  /// The topic of each word, −1 for one of all topics.
  let topics: [Int]
  /// The probability of each word, [class][topic + 1]; topic −1 is unknown.
  private let usual: [[WordDistribution]]
  /// The same for the noun of a sentence's subject, at which the topic may change: [singular, plural][topic + 1].
  private let subjects: [[WordDistribution]]
  /// The probability of each word at [topic + 1][word], given its class, and that of a subject's noun.
  private let usualProbability: [[Double]]
  private let subjectProbability: [[Double]]

  /// The probability of the words of a class.
  func distribution(_ wordClass: WordClass, topic: Int, isSubject: Bool) -> WordDistribution {
    isSubject
      ? subjects[wordClass == .singularNoun ? 0 : 1][topic + 1] : usual[wordClass.rawValue][topic + 1]
  }

  /// The probability of one word, given its class.
  func probability(of word: Int, topic: Int, isSubject: Bool) -> Double {
    isSubject ? subjectProbability[topic + 1][word] : usualProbability[topic + 1][word]
  }

  /// Spells the words of a language and gives them their probabilities.
  init(_ configuration: SyntheticLanguage.Configuration, key: RandomKey) {
    var builder = LexiconBuilder(configuration, key: key)
    for wordClass in WordClass.allCases where !wordClass.functionWords.isEmpty {
      builder.add(functionWordsOf: wordClass)
    }
    builder.addContentWords()
    vocabulary = Vocabulary(builder.table)
    classes = builder.classes
    topics = builder.topics
    let range = -1..<configuration.topics
    let parts = builder.parts
    let usual = WordClass.allCases.map { wordClass in
      range.map { parts[wordClass.rawValue].mixed(topic: $0, persistence: 1, configuration) }
    }
    let subjects = [WordClass.singularNoun, .pluralNoun].map { wordClass in
      range.map {
        parts[wordClass.rawValue].mixed(topic: $0, persistence: configuration.topicPersistence, configuration)
      }
    }
    self.usual = usual
    self.subjects = subjects
    let words = vocabulary.count
    usualProbability = range.map { topic in Lexicon.dense(usual.map { $0[topic + 1] }, words: words) }
    subjectProbability = range.map { topic in Lexicon.dense(subjects.map { $0[topic + 1] }, words: words) }
  }

  private static func dense(_ distributions: [WordDistribution], words: Int) -> [Double] {
    var dense = [Double](repeating: 0, count: words)
    for distribution in distributions {
      for (word, probability) in zip(distribution.words, distribution.probabilities) {
        dense[Int(word)] = probability
      }
    }
    return dense
  }
}

/// The words of one class: those of all topics, and those of each.
struct ClassWords {
  var shared: [Int32] = []
  var byTopic: [[Int32]] = []

  /// The probabilities, given the topic (−1 when unknown), which is kept with a probability.
  func mixed(
    topic: Int, persistence: Double, _ configuration: SyntheticLanguage.Configuration
  ) -> WordDistribution {
    let exponent = configuration.zipfExponent
    guard let first = byTopic.first, !first.isEmpty else {
      return WordDistribution(words: shared, weights: ClassWords.zipf(shared.count, exponent))
    }
    let share = configuration.sharedShare
    let common = WordDistribution(words: shared, weights: ClassWords.zipf(shared.count, exponent))
    var parts = [(weight: share, distribution: common)]
    for (other, words) in byTopic.enumerated() {
      let count = Double(byTopic.count)
      let weight = topic < 0 ? 1 / count : other == topic ? persistence : (1 - persistence) / (count - 1)
      guard weight > 0 else { continue }
      let distribution = WordDistribution(words: words, weights: ClassWords.zipf(words.count, exponent))
      parts.append(((1 - share) * weight, distribution))
    }
    return WordDistribution(mixing: parts)
  }

  /// The law of Zipf and Mandelbrot, not normalised.
  private static func zipf(_ count: Int, _ exponent: Double) -> [Double] {
    (0..<count).map { pow(Double($0) + 2.5, -exponent) }
  }
}

/// The natural logarithm.
func logarithm(_ x: Double) -> Double { log(x) }
