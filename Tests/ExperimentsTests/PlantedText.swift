import Corpora
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Experiments

/// A text of the synthetic language, and models with units that were set by hand to follow it.
struct PlantedText {
  let corpus: TextCorpus
  /// Where the labels lie, for as long as they are needed.
  let folder: TemporaryDirectory
  let disk = UnsynchronizedFileSystem()

  /// Generates a text of about so many tokens.
  init(train: Int = 2000, test: Int = 1500, tokens: TokenUnit = .words) throws {
    folder = try TemporaryDirectory(inMemory: true)
    try SyntheticCorpus.write(
      to: folder.file("language"), language: SyntheticLanguage(seed: 3), tokens: (train, 100, test), in: disk)
    corpus = try TextCorpus.load(folder.file("language"), tokens: tokens, in: disk)
  }

  /// A model with drawn weights.
  func drawn(layers: Int = 2, units: Int = 6) throws -> LanguageModel {
    try LanguageModel(
      LanguageModelConfiguration(
        vocabularySize: corpus.vocabulary.count, embeddingSize: 4, hiddenSize: units, layerCount: layers),
      initialization: .uniform(range: 0.8), key: RandomKey(seed: 6))
  }

  /// A model of one layer without memory: each state is tanh(tanh(x)) of a number of the embedding.
  func memoryless(units: Int = 3) throws -> LanguageModel {
    var model = try LanguageModel(
      zero: LanguageModelConfiguration(
        vocabularySize: corpus.vocabulary.count, embeddingSize: units, hiddenSize: units, layerCount: 1))
    model.encoder.elements = RandomKey(seed: 7).uniforms(model.encoder.count, from: -1, to: 1)
    // Gates i f g o: the input and output gates are open, the forget gate is closed.
    for (gate, bias) in [(0, Float(40)), (1, -200), (3, 40)] {
      for unit in 0..<units { model.layers[0].inputBias.elements[gate * units + unit] = bias }
    }
    for unit in 0..<units {
      model.layers[0].inputWeight.elements[(2 * units + unit) * units + unit] = 1
    }
    return model
  }

  /// The unit of ``withQuoteUnit()`` that is on from an opening quotation mark to a closing one.
  static let quoteUnit = 4

  /// A model with drawn weights but for one unit, which a quotation switches on and its end off.
  func withQuoteUnit() throws -> LanguageModel {
    var model = try drawn(layers: 1)
    let (units, width) = (6, 4)
    let (open, close) = (
      Int(try #require(corpus.vocabulary.id(of: "``"))), Int(try #require(corpus.vocabulary.id(of: "''")))
    )
    for word in 0..<corpus.vocabulary.count {
      model.encoder.elements[word * width] = word == open ? 1 : 0
      model.encoder.elements[word * width + 1] = word == close ? 1 : 0
    }
    func row(_ gate: Int) -> Int { gate * units + Self.quoteUnit }
    for gate in 0..<4 {
      for place in 0..<width { model.layers[0].inputWeight.elements[row(gate) * width + place] = 0 }
      for place in 0..<units { model.layers[0].recurrentWeight.elements[row(gate) * units + place] = 0 }
      model.layers[0].recurrentBias.elements[row(gate)] = 0
      // The input gate opens at the beginning of a quotation, the forget gate closes at its end.
      model.layers[0].inputBias.elements[row(gate)] = gate == 0 ? -10 : 10
    }
    model.layers[0].inputWeight.elements[row(0) * width] = 20
    model.layers[0].inputWeight.elements[row(1) * width + 1] = -20
    return model
  }

  /// An examination of the test text.
  func examined(_ model: LanguageModel, count: Int? = nil) throws -> ExaminedText {
    try ExaminedText(model, corpus: corpus, split: .test, count: count, in: disk)
  }
}
