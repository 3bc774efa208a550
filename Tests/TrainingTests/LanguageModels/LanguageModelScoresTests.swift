import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

struct LanguageModelScoresTests {
  private static let key = RandomKey(seed: 12)
  private static let text = (0..<158).map { Int32(key.child("text").integer($0, below: 12)) }
  private static let units = 20

  private static func model() throws -> LanguageModel {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 12, embeddingSize: 5, hiddenSize: units, layerCount: 2)
    return try LanguageModel(configuration, initialization: .uniform(range: 0.8), key: key)
  }

  /// Sets of all kinds, more than run at once.
  private static let sets: [[Intervention]] = {
    var sets: [[Intervention]] = [[]]
    for layer in 0..<2 {
      for site in [Site(.hidden, layer: layer), Site(.cell, layer: layer)] {
        let deviations = [Float](repeating: 0.5, count: units)
        sets.append([Intervention(.noise(deviations: deviations, key: key), at: site)])
        sets.append([Intervention(.resample(units: [1, 2, 3], key: key), at: site)])
        for unit in 0..<7 { sets.append([Intervention(.clamp(units: [unit], values: [0.5]), at: site)]) }
      }
    }
    return sets
  }()

  private func scores(
    lanes: Int, windowLength: Int, _ sets: [[Intervention]] = Self.sets
  ) throws -> [LanguageModelScores.Score] {
    let scores = try LanguageModelScores(text: Self.text, lanes: lanes, windowLength: windowLength)
    return try #require(try scores.scores(of: Self.model(), underEach: sets))
  }

  @Test(arguments: [(1, 157), (1, 20), (4, 9), (7, 100), (157, 3), (1000, 1)])
  func everyTokenIsScoredOnce(lanes: Int, windowLength: Int) throws {
    let streams = try TokenStreams(Self.text, lanes: lanes, windowLength: windowLength)
    #expect(streams.targetCount == 157 && streams.lanes == min(lanes, 157))
    var read = [Int](repeating: 0, count: 158)
    for part in streams.parts {
      #expect(part.positions.count <= windowLength && part.lanes <= streams.lanes)
      let (window, targets) = streams[part]
      for (row, position) in part.positions.enumerated() {
        for lane in 0..<part.lanes {
          let index = streams.index(position: position, lane: lane)
          read[index] += 1
          #expect(window.inputs[row * part.lanes + lane] == Self.text[index])
          #expect(targets[row * part.lanes + lane] == Self.text[index + 1])
          // A stream is contiguous, and the next begins where it ends.
          if position > 0 { #expect(streams.index(position: position - 1, lane: lane) == index - 1) }
        }
      }
    }
    #expect(read == [Int](repeating: 1, count: 157) + [0])
  }

  @Test func oneLaneIsTheEvaluation() throws {
    let score = try scores(lanes: 1, windowLength: 11, [[]])[0]
    let evaluation = Evaluation(losses: Evaluation.losses(of: try Self.model(), on: Self.text))
    #expect(score.count == 157 && score.meanLoss == evaluation.meanLoss)
  }

  @Test func windowsDoNotShow() throws {
    #expect(Self.sets.count > LanguageModelScores.setsAtOnce)
    let whole = try scores(lanes: 6, windowLength: 200)
    for length in [1, 7, 13] { #expect(try scores(lanes: 6, windowLength: length) == whole) }
    #expect(Set(whole.map(\.meanLoss)).count == whole.count)
  }

  @Test func setsDoNotShow() throws {
    let together = try scores(lanes: 6, windowLength: 10)
    for index in [0, 1, 2, 8, 20, 34] {
      #expect(try scores(lanes: 6, windowLength: 10, [Self.sets[index]])[0] == together[index])
    }
    #expect(try scores(lanes: 6, windowLength: 10, []).isEmpty)
  }

  /// A model of a few words that always names word 3, whatever it reads.
  @Test func accuracyCountsTheGreatestLogits() throws {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 12, embeddingSize: 5, hiddenSize: Self.units, layerCount: 1)
    var model = try LanguageModel(zero: configuration)
    model.decoderBias.elements[3] = 1
    let scores = try LanguageModelScores(text: Self.text, lanes: 5)
    let score = try #require(try scores.scores(of: model, underEach: [[]]))[0]
    #expect(score.accuracy == Double(Self.text.dropFirst().count { $0 == 3 }) / 157)
  }

  @Test func stops() throws {
    let scores = try LanguageModelScores(text: Self.text, lanes: 4, windowLength: 5)
    var asked = 0
    func stop() -> Bool {
      asked += 1
      return asked == 11
    }
    // Eight windows and one position of one lane a group of sets.
    #expect(try scores.scores(of: Self.model(), underEach: Self.sets, shouldStop: stop) == nil)
    #expect(asked == 11)
    asked = 8
    let sites = [Site(.hidden, layer: 0)]
    #expect(try scores.statistics(of: Self.model(), sites: sites, shouldStop: stop) == nil)
    #expect(try scores.statistics(of: Self.model(), sites: sites) != nil)
  }

  private struct Collector: ActivationObserver {
    var seen: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {
      seen[site, default: []] += activations
    }
  }

  /// The mean and the deviation of what an observer sees.
  @Test func statisticsAreThoseOfTheStates() throws {
    let sites = [Site(.hidden, layer: 1), Site(.cell, layer: 0)]
    let scores = try LanguageModelScores(text: Self.text, lanes: 6, windowLength: 10)
    let statistics = try #require(try scores.statistics(of: Self.model(), sites: sites))
    var collector = Collector()
    #expect(try scores.observe(Self.model(), sites: sites, by: &collector))
    for site in sites {
      let summary = try #require(statistics[site])
      let seen = try #require(collector.seen[site])
      #expect(summary.count == 157 && seen.count == 157 * Self.units)
      for unit in 0..<Self.units {
        let column = stride(from: unit, to: seen.count, by: Self.units).map { Double(seen[$0]) }
        let mean = column.reduce(0, +) / 157
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 157
        #expect(isClose(summary.mean[unit], mean, tolerance: 1e-10, floor: 1e-14))
        #expect(isClose(summary.standardDeviation[unit], variance.squareRoot(), tolerance: 1e-10))
      }
    }
  }

  @Test func refusesWhatCannotBeScored() throws {
    #expect(
      throws: TrainingError.configuration(
        key: "the number of tokens of the text to score", value: "1", allowed: "at least 2")
    ) { try LanguageModelScores(text: [3]) }
    #expect(
      throws: TrainingError.configuration(key: "the number of lanes", value: "0", allowed: "at least 1")
    ) { try LanguageModelScores(text: [3, 4], lanes: 0) }
    #expect(
      throws: TrainingError.configuration(key: "the window length", value: "-1", allowed: "at least 1")
    ) { try LanguageModelScores(text: [3, 4], windowLength: -1) }
    let gates = Intervention(.clamp(units: [0], values: [0]), at: Site(.gates, layer: 0))
    let scores = try LanguageModelScores(text: Self.text)
    #expect(throws: NetworksError.self) { try scores.scores(of: Self.model(), underEach: [[], [gates]]) }
  }
}
