import Corpora
import Foundation
import Networks
import SingleDirections
import Storage
import Tensors
import TestSupport
import Testing
import Training

@testable import Experiments

struct ExaminedTextTests {
  @Test func hiddenAndCellStatesAreExamined() throws {
    let text = try PlantedText(test: 300)
    let examined = try text.examined(text.drawn())
    #expect(examined.sites.map(\.site.name) == ["h_l0", "c_l0", "h_l1", "c_l1"])
    #expect(examined.sites.allSatisfy { !$0.isRectified && $0.units == 6 })
    #expect(examined.samplesWord == "tokens" && examined.count == text.corpus.test.count - 1)
    // At most so many tokens, from the beginning of the text.
    let some = try text.examined(text.drawn(), count: 101)
    #expect(some.count == 100 && some.labellings.allSatisfy { $0.labels.count == 100 })
    #expect(some.labellings[0].labels.sorted() == text.corpus.test[1...100].map { Int($0) }.sorted())
  }

  /// A row is a token that is read, in the order of the parts of the streams.
  @Test func rowsStandInTheOrderOfTheStreams() throws {
    let text = try PlantedText(test: 300)
    let model = try text.memoryless()
    let examined = try text.examined(model)
    let sites = [Site(.cell, layer: 0), Site(.hidden, layer: 0)]
    let found = try #require(try examined.activations(of: sites, shouldStop: { false }))
    #expect(found.map(\.site) == ["h_l0", "c_l0"])
    let streams = try TokenStreams(text.corpus.test, lanes: 32, windowLength: 32)
    var row = 0
    let next = try #require(examined.labellings.first { $0.name == "next" })
    for part in streams.parts {
      for position in part.positions {
        for lane in 0..<part.lanes {
          let index = streams.index(position: position, lane: lane)
          let token = Int(text.corpus.test[index])
          for unit in 0..<3 {
            let cell = tanh(Double(model.encoder.elements[token * 3 + unit]))
            #expect(abs(Double(found[1].rows[row * 3 + unit]) - cell) < 1e-6)
            #expect(abs(Double(found[0].rows[row * 3 + unit]) - tanh(cell)) < 1e-6)
          }
          #expect(next.labels[row] == Int(text.corpus.test[index + 1]))
          row += 1
        }
      }
    }
    #expect(row == examined.count && found[0].samples == row)
  }

  /// What two networks must have in common; of words it is the hash of the text.
  @Test func inputsAreTheTextInItsTokens() throws {
    let texts = try TokenUnit.allCases.map { try PlantedText(test: 300, tokens: $0) }
    let inputs = try texts.map { try $0.examined($0.drawn()).inputs }
    #expect(try inputs[0] == Digest.sha256(texts[0].corpus.vocabulary.text(texts[0].corpus.test)))
    #expect(Set(inputs).count == 3)
    let again = try PlantedText(test: 300, tokens: .characters)
    #expect(try again.examined(again.drawn()).inputs == inputs[1])
  }

  @Test func scoresAndStatisticsAreThoseOfTheModel() throws {
    let text = try PlantedText(test: 300)
    let model = try text.drawn()
    let examined = try text.examined(model)
    let clamp = Intervention(.clamp(units: [1], values: [0.5]), at: Site(.hidden, layer: 0))
    let found = try #require(try examined.scores(underEach: [[], [clamp]], shouldStop: { false }))
    let scores = try LanguageModelScores(text: text.corpus.test)
    let expected = try #require(try scores.scores(of: model, underEach: [[], [clamp]]))
    for (score, expected) in zip(found, expected) {
      #expect(score.count == expected.count && score.meanLoss == expected.meanLoss)
      #expect(score.accuracy == expected.accuracy)
    }
    #expect(found[0].meanLoss != found[1].meanLoss)
    let sites = [Site(.hidden, layer: 1)]
    let statistics = try examined.statistics(of: sites, shouldStop: { false })
    let training = try LanguageModelScores(text: text.corpus.train)
    #expect(try statistics == training.statistics(of: model, sites: sites))
    #expect(statistics?[sites[0]]?.count == text.corpus.train.count - 1)
    #expect(try examined.scores(underEach: [[]], shouldStop: { true }) == nil)
    #expect(try examined.statistics(of: sites, shouldStop: { true }) == nil)
    #expect(try examined.activations(of: sites, shouldStop: { true }) == nil)
  }

  @Test func normsAreThoseOfAllGates() throws {
    let text = try PlantedText(test: 300)
    let model = try text.drawn()
    let found = try #require(try text.examined(model).filterNorm(of: Site(.hidden, layer: 1)))
    let layer = model.layers[1]
    for unit in 0..<6 {
      var sum = 0.0
      for gate in 0..<4 {
        for input in 0..<6 {
          sum += abs(Double(layer.inputWeight.elements[(gate * 6 + unit) * 6 + input]))
          sum += abs(Double(layer.recurrentWeight.elements[(gate * 6 + unit) * 6 + input]))
        }
      }
      #expect(isClose(found.l1[unit], sum, tolerance: 1e-12))
    }
    #expect(found.foldedL1 == nil)
    #expect(try text.examined(model).filterNorm(of: Site(.cell, layer: 1)) == nil)
  }

  @Test func whatCannotBeExaminedIsRefused() throws {
    let text = try PlantedText(test: 300)
    #expect(throws: TrainingError.self) { try text.examined(text.drawn(), count: 1) }
    let examined = try text.examined(text.drawn())
    for site in [Site(.gates, layer: 0), Site(.hidden, layer: 2)] {
      let clamp = Intervention(.clamp(units: [0], values: [0]), at: site)
      #expect(throws: NetworksError.self) {
        try examined.scores(underEach: [[clamp]], shouldStop: { false })
      }
    }
  }
}
