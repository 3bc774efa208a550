import Corpora
import Networks
import Storage
import Testing

@testable import Training

struct PresetsTests {
  /// 4.65, 19.8 and 66.0 million on the 10,000 words of PTB, as published; both biases count.
  @Test(arguments: [
    ("zaremba-small", 4_653_200), ("zaremba-medium", 19_780_400), ("zaremba-large", 66_034_000),
    ("awd-ptb", 24_221_600),
  ])
  func sizes(name: String, parameters: Int) throws {
    var run = try Presets.run(named: name, data: "ptb")
    run.model.vocabularySize = 10_000
    try run.validate()
    #expect(run.model.parameterCount == parameters)
    #expect(try LanguageModel(zero: run.model).parameterCount == parameters)
  }

  @Test func everyNameIsKnown() throws {
    for name in Presets.names { try Presets.run(named: name, data: "ptb").validate() }
    #expect(throws: TrainingError.unknownPreset(name: "zaremba", known: Presets.names)) {
      try Presets.run(named: "zaremba", data: "ptb")
    }
  }

  /// What a run takes as tokens stands in its configuration where these are no words.
  @Test func tokens() throws {
    let words = try Presets.run(named: "zaremba-small", data: "ptb")
    #expect(words.tokenUnit == .words)
    #expect(!String(decoding: try StrictJSON.encode(words), as: UTF8.self).contains("tokens"))
    var characters = try Presets.run(named: "characters", data: "ptb")
    #expect(characters.tokenUnit == .characters)
    let bytes = try StrictJSON.encode(characters)
    #expect(String(decoding: bytes, as: UTF8.self).contains(#""tokens" : "characters""#))
    #expect(try StrictJSON.decode(LanguageModelRun.self, from: bytes, source: "a") == characters)
    let hash = try characters.stateAttributes()["recipe_sha256"]
    characters.tokens = .words
    let named = try characters.stateAttributes()["recipe_sha256"]
    characters.tokens = nil
    #expect(try characters.stateAttributes()["recipe_sha256"] == named && named != hash)
  }

  @Test func schedules() throws {
    let small = try Presets.run(named: "zaremba-small", data: "ptb")
    let rates = (1...7).map {
      small.schedule.rate(initial: small.learningRate, step: 3, lastStep: 9, epoch: $0, plateaus: 0)
    }
    #expect(rates == [1, 1, 1, 1, 0.5, 0.25, 0.125])
    let example = try Presets.run(named: "pytorch-200", data: "ptb")
    #expect(example.schedule.rate(initial: 20, step: 3, lastStep: 9, epoch: 9, plateaus: 2) == 1.25)
  }

  @Test func refusesWhatCannotBe() throws {
    var run = try Presets.run(named: "zaremba-small", data: "ptb")
    run.batchSize = 0
    #expect(
      throws: TrainingError.configuration(key: "batch_size", value: "0", allowed: "from 1 to 1000000000")
    ) {
      try run.validate()
    }
    run = try Presets.run(named: "zaremba-small", data: "ptb")
    run.learningRate = .nan
    #expect(
      throws: TrainingError.configuration(key: "learning_rate", value: "nan", allowed: "positive and finite")
    ) {
      try run.validate()
    }
    run = try Presets.run(named: "zaremba-small", data: "ptb")
    run.model.tied = true
    run.model.embeddingSize = 100
    #expect(throws: NetworksError.self) { try run.validate() }
    run = try Presets.run(named: "zaremba-small", data: "ptb")
    run.recording = RecordingPlan(schedule: .every(5), sequenceSchedule: nil)
    run.recording?.sites = ["h_l2"]
    #expect(throws: NetworksError.self) { try run.validate() }
  }
}
