import Foundation
import Storage
import Tensors
import Testing

@testable import Corpora

@Suite struct SyntheticLanguageTests {
  private let language: SyntheticLanguage
  private let text: [Int32]

  init() throws {
    language = try SyntheticLanguage(seed: 3)
    text = language.generate(tokens: 12_000, key: RandomKey(seed: 5).child("text"))
  }

  /// The states before each token of a text.
  private func states(_ text: some Sequence<Int32>) throws -> [SyntheticLanguage.State] {
    var state = language.initialState
    return try text.map { word in
      let before = state
      state = try #require(language.state(state, after: word))
      return before
    }
  }

  @Test func distributionsSumToOneAndAgreeWithSingleProbabilities() throws {
    for state in try states(text.prefix(1_500)) {
      let distribution = language.distribution(after: state)
      #expect(distribution.count == language.vocabulary.count)
      #expect(abs(distribution.reduce(0, +) - 1) < 1e-12)
      #expect(distribution.allSatisfy { $0 >= 0 })
      for word in stride(from: 0, to: distribution.count, by: 37) {
        let single = language.probability(of: Int32(word), after: state)
        #expect(abs(single - distribution[word]) < 1e-15)
        #expect((language.state(state, after: Int32(word)) != nil) == (distribution[word] > 0))
      }
      let entropy = distribution.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
      #expect(abs(entropy - language.entropy(after: state)) < 1e-12)
    }
  }

  @Test func noClassIsOfferedTwice() throws {
    for state in try states(text) {
      let classes = language.grammar.choices(after: state).map(\.wordClass)
      #expect(Set(classes).count == classes.count)
    }
  }

  /// Each word's count is a sum of Bernoulli draws with the probabilities that the language states.
  @Test func frequenciesAgreeWithTheDistribution() throws {
    let words = language.vocabulary.count
    var observed = [[Double]](repeating: [Double](repeating: 0, count: words), count: 3)
    var expected = observed
    var variance = observed
    for (state, word) in zip(try states(text), text) {
      let group = state.number
      observed[group][Int(word)] += 1
      for (word, p) in language.distribution(after: state).enumerated() where p > 0 {
        expected[group][word] += p
        variance[group][word] += p * (1 - p)
      }
    }
    var squares = 0.0
    var count = 0.0
    for group in 0..<3 {
      for word in 0..<words {
        if expected[group][word] == 0 { #expect(observed[group][word] == 0) }
        guard variance[group][word] > 5 else { continue }
        let z = (observed[group][word] - expected[group][word]) / variance[group][word].squareRoot()
        #expect(abs(z) < 5, "\(language.vocabulary.tokens[word]) while number \(group) is awaited: \(z)")
        squares += z * z
        count += 1
      }
    }
    #expect(count > 200)
    // The mean square is 1 with a spread of √(2 / count) for independent words, and they nearly are.
    #expect(abs(squares / count - 1) < 5 * (2 / count).squareRoot())
  }

  /// One state met many times: what follows is counted by brute force.
  @Test func whatFollowsOneStateHasItsDistribution() throws {
    let start = text.prefix { $0 != 0 } + [0]
    let key = RandomKey(seed: 11)
    var state = language.initialState
    for word in start { state = try #require(language.state(state, after: word)) }
    var counts = [Double](repeating: 0, count: language.vocabulary.count)
    let draws = 20_000
    let distribution = language.distribution(after: state)
    // An independent sampler: inversion over the dense distribution.
    for draw in 0..<draws {
      var rest = key.uniform(draw)
      let word = distribution.firstIndex { p in
        rest -= p
        return rest < 0
      }
      counts[try #require(word)] += 1
    }
    let followed = zip(try states(text), text).filter { $0.0 == state }.map { Int($0.1) }
    for (word, p) in distribution.enumerated() where p > 0.01 {
      let error = (p * (1 - p) / Double(draws)).squareRoot()
      #expect(abs(counts[word] / Double(draws) - p) < 5 * error)
      let seen = Double(followed.count { $0 == word }) / Double(followed.count)
      #expect(abs(seen - p) < 5 * (p * (1 - p) / Double(followed.count)).squareRoot())
    }
    #expect(followed.count > 20)
  }

  /// Loss less entropy is a martingale difference, so its standard error needs no blocks.
  @Test func theMeanLossAgreesWithTheEntropy() throws {
    let losses = try language.trueLosses(text)
    let entropies = try language.entropies(text)
    #expect(losses.count == text.count - 1 && entropies.count == text.count - 1)
    let differences = zip(losses, entropies).map(-)
    let n = Double(differences.count)
    let mean = differences.reduce(0, +) / n
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    #expect(abs(mean) < 3 * (variance / n).squareRoot())
    let summary = MeanLoss(losses)
    #expect(summary.perplexity > 10 && summary.perplexity < 25)
  }

  @Test func lossesAreThoseOfTheDistribution() throws {
    let losses = try language.trueLosses(Array(text.prefix(300)))
    for (place, state) in try states(text.prefix(300)).enumerated().dropFirst() {
      let p = language.distribution(after: state)[Int(text[place])]
      #expect(abs(losses[place - 1] + log(p)) < 1e-12)
    }
  }

  @Test func wordsFollowZipf() {
    var counts = [Double](repeating: 0, count: language.vocabulary.count)
    for word in text { counts[Int(word)] += 1 }
    let top = counts.sorted(by: >).prefix(200).enumerated().map { (log(Double($0 + 1)), log($1)) }
    let x = top.map(\.0).reduce(0, +) / 200
    let y = top.map(\.1).reduce(0, +) / 200
    let slope =
      top.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) } / top.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
    #expect(slope < -0.8 && slope > -1.2, "slope \(slope)")
  }

  @Test func topicsPersist() throws {
    let topics = try language.labels(text).map { $0[3] }
    let changes = zip(topics, topics.dropFirst()).count { $0 != $1 }
    let sentences = text.count { $0 == 0 }
    #expect(changes > 0 && Double(changes) < 0.15 * Double(sentences))
    #expect(Set(topics.dropFirst(50)).count == language.configuration.topics)
  }

  @Test func sameSeedSameText() throws {
    let again = try SyntheticLanguage(seed: 3)
    #expect(again == language)
    let key = RandomKey(seed: 5).child("text")
    #expect(
      again.generate(tokens: 500, key: key) == Array(text.prefix(again.generate(tokens: 500, key: key).count))
    )
    #expect(language.generate(tokens: 500, key: key.child(1)) != language.generate(tokens: 500, key: key))
    #expect(try SyntheticLanguage(seed: 4).vocabulary != language.vocabulary)
    // The bytes of a seed are a promise: corpora are named by it.
    let head = language.vocabulary.text(language.generate(tokens: 2_000, key: key))
    #expect(try Digest.sha256(head) == "2e59b49de51ec90ed551b78eaa43e6550be12d347e10ef9e597a187fb0665ff9")
  }

  @Test func settingsThatCannotBeUsedAreNamed() {
    var configuration = SyntheticLanguage.Configuration()
    configuration.topics = 1
    let expected = CorporaError.usage("the synthetic language's topics is 1, but must be from 2 to 64")
    #expect(throws: expected) { try SyntheticLanguage(seed: 1, configuration: configuration) }
    configuration = SyntheticLanguage.Configuration()
    configuration.adverb = .nan
    #expect(throws: CorporaError.self) { try SyntheticLanguage(seed: 1, configuration: configuration) }
  }

  @Test func extremesOfTheSettingsStillSumToOne() throws {
    for nesting in [0, 1, 16] {
      var configuration = SyntheticLanguage.Configuration()
      configuration.greatestNesting = nesting
      (configuration.relativeClause, configuration.brackets, configuration.quotation) = (0.4, 0.2, 0.4)
      (configuration.prepositionalPhrase, configuration.nestingDecay) = (0.3, 0.7)
      configuration.topicPersistence = nesting == 0 ? 1 : 0
      let wild = try SyntheticLanguage(seed: 1, configuration: configuration)
      var state = wild.initialState
      for word in wild.generate(tokens: 300, key: RandomKey(seed: 1)).prefix(1_000) {
        #expect(abs(wild.distribution(after: state).reduce(0, +) - 1) < 1e-12)
        #expect(state.depth <= nesting)
        state = try #require(wild.state(state, after: word))
      }
    }
  }
}
