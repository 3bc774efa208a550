import Foundation
import Tensors
import TestSupport
import Testing

@testable import Networks

/// Next-token probabilities and draws from them.
struct SamplingTests {
  private func model(tied: Bool = false, words: Int = 11) throws -> LanguageModel {
    var model = try LanguageModel(
      LanguageModelConfiguration(
        vocabularySize: words, embeddingSize: 7, hiddenSize: 7, layerCount: 2, dropout: 0.5, tied: tied),
      initialization: .uniform(range: 1.2), key: RandomKey(seed: 21))
    model.decoderBias.elements = RandomKey(seed: 22).uniforms(words, from: -1, to: 1)
    return model
  }

  private func choice(_ temperature: Double) throws -> TokenChoice {
    try TokenChoice(temperature: temperature)
  }

  /// −log p of every word is the loss that it would have as the target.
  @Test(arguments: [false, true])
  func logProbabilitiesAreLosses(tied: Bool) throws {
    let model = try model(tied: tied)
    let prompt: [Int32] = [3, 0, 10]
    let read: [[Int32]] = [[5, 1, 9, 5], [2, 2, 0, 7]]
    var next = NextTokens(model, after: prompt, lanes: 4)
    for tokens in read { next.read(tokens) }
    let found = next.logProbabilities()
    #expect(found.rows == 4 && found.columns == 11)
    let reference = ReferenceLanguageModel(model)
    for lane in 0..<4 {
      let stream = prompt + read.map { $0[lane] }
      let window = TokenWindow(inputs: stream, positions: stream.count, lanes: 1)
      let zero = RecurrentState(model.configuration, lanes: 1)
      let top = try #require(reference.traces(window, zero).last?.hidden.last?.first)
      let probabilities = reference.probabilities(top)
      for word in 0..<11 {
        var workspace = LanguageModelWorkspace(model.configuration)
        var state = zero
        let targets = [Int32](repeating: Int32(word), count: stream.count)
        let losses = model.losses(window, targets: targets, state: &state, in: &workspace)
        #expect(abs(found[lane, word] + losses[stream.count - 1]) < 2e-6)
        #expect(abs(found[lane, word] - log(probabilities[word])) < 1e-5)
      }
      let total = (0..<11).reduce(0) { $0 + exp(found[lane, $1]) }
      #expect(abs(total - 1) < 1e-12)
    }
  }

  /// Draws follow p ∝ exp(log p / T): Pearson's statistic stays within its 99.99 % quantile.
  @Test(arguments: [0.5, 1, 3])
  func frequenciesFollowTheProbabilities(temperature: Double) throws {
    let model = try model()
    let draws = 6000
    let texts = try #require(
      model.continuations(
        of: [4], length: 2, lanes: 0..<draws, choice: choice(temperature), key: RandomKey(seed: 5)))
    // The first token after the prompt, and the second after the likeliest first one.
    let first = texts.map { $0[0] }
    let commonest = try #require(
      (0..<11 as Range<Int32>).max { a, b in first.count { $0 == a } < first.count { $0 == b } })
    let second = texts.filter { $0[0] == commonest }.map { $0[1] }
    #expect(second.count > 500)
    for (drawn, prompt) in [(first, [4]), (second, [4, commonest])] as [([Int32], [Int32])] {
      let logs = NextTokens(model, after: prompt, lanes: 1).logProbabilities().elements
      let weights = logs.map { exp($0 / temperature) }
      let total = weights.reduce(0, +)
      let expected = weights.map { $0 / total * Double(drawn.count) }
      // Rare words count together, so that every cell is expected at least five times.
      var cells: [(found: Double, expected: Double)] = []
      var rare = (found: 0.0, expected: 0.0)
      for word in expected.indices {
        let found = Double(drawn.count { Int($0) == word })
        if expected[word] >= 5 {
          cells.append((found, expected[word]))
        } else {
          rare = (rare.found + found, rare.expected + expected[word])
        }
      }
      if rare.expected >= 5 { cells.append(rare) }
      let statistic = cells.reduce(0) {
        $0 + ($1.found - $1.expected) * ($1.found - $1.expected) / $1.expected
      }
      // The cube root of a chi-square number over its degrees of freedom is nearly normal (Wilson and Hilferty 1931).
      let freedom = Double(cells.count - 1)
      let limit = freedom * pow(1 - 2 / (9 * freedom) + 3.72 * (2 / (9 * freedom)).squareRoot(), 3)
      #expect(cells.count > 2 && statistic < limit, "\(statistic) of \(limit)")
    }
  }

  @Test func temperatureZeroTakesTheLikeliest() throws {
    let model = try model()
    let greedy = try #require(
      model.continuations(of: [4], length: 12, lanes: 0..<2, choice: choice(0), key: RandomKey(seed: 1)))
    #expect(greedy[0] == greedy[1])
    var stream: [Int32] = [4]
    for token in greedy[0] {
      let logs = NextTokens(model, after: stream, lanes: 1).logProbabilities().elements
      #expect(logs[Int(token)] == logs.max())
      stream.append(token)
    }
    // Very low temperatures come to the same, without overflow.
    for temperature in [1e-3, 1e-300] {
      let cold = model.continuations(
        of: [4], length: 12, lanes: 0..<1, choice: try choice(temperature), key: RandomKey(seed: 2))
      #expect(cold == [greedy[0]])
    }
  }

  @Test func tokensAreChosenByTheirShare() throws {
    func token(_ temperature: Double, _ logs: [Double], _ uniform: Double) throws -> Int32 {
      try choice(temperature).token(logs.span, uniform: uniform)
    }
    let logs = [-Double.infinity, log(0.25), log(0.5), log(0.25), -Double.infinity]
    for (uniform, expected) in [
      (0, 1), (0.2499, 1), (0.2501, 2), (0.7499, 2), (0.7501, 3), (1 - 0x1p-53, 3),
    ] as [(Double, Int32)] {
      #expect(try token(1, logs, uniform) == expected)
      // A common summand changes nothing.
      #expect(try token(1, logs.map { $0 - 900 }, uniform) == expected)
    }
    #expect(try token(0, [1, 3, 3, 2], 0.9) == 1)
    #expect(try token(1e300, [0, -5, 9], 0.5) == 1)
    for bad in [-0.1, Double.nan, .infinity] {
      #expect(throws: NetworksError.self) { try TokenChoice(temperature: bad) }
    }
  }

  /// A text is decided by seed and number: other lanes beside it change nothing, bit for bit.
  @Test func textsDoNotDependOnTheirNeighbours() throws {
    let model = try model()
    func texts(_ lanes: Range<Int>, seed: UInt64 = 9) throws -> [[Int32]] {
      try #require(
        model.continuations(
          of: [1, 2], length: 30, lanes: lanes, choice: choice(1), key: RandomKey(seed: seed)))
    }
    let all = try texts(0..<37)
    #expect(Set(all).count == 37)
    for lane in [0, 1, 17, 36] { #expect(try texts(lane..<lane + 1) == [all[lane]]) }
    #expect(try texts(5..<22) == Array(all[5..<22]))
    #expect(try texts(0..<37) == all && texts(0..<37, seed: 10) != all)
    var many = NextTokens(model, after: [1, 2], lanes: 19)
    var single = NextTokens(model, after: [1, 2], lanes: 1)
    for token in [7, 0, 3] as [Int32] {
      many.read([Int32](repeating: token, count: 19))
      single.read([token])
      #expect(many.logProbabilities().rows(18..<19) == single.logProbabilities())
    }
  }

  @Test func stopsWhenAsked() throws {
    let model = try model()
    var asked = 0
    let stopped = model.continuations(
      of: [1], length: 10, lanes: 0..<2, choice: try choice(1), key: RandomKey(seed: 1)
    ) {
      asked += 1
      return asked == 4
    }
    #expect(stopped == nil && asked == 4)
    #expect(
      model.continuations(of: [1], length: 0, lanes: 0..<2, choice: try choice(1), key: RandomKey(seed: 1))
        == [[], []])
  }
}
