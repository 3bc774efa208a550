import Corpora
import Storage
import Tensors
import TestSupport
import Testing

@testable import Networks
@testable import Training

struct EvaluationTests {
  /// One stream in blocks equals one window over the whole text, and N tokens give N − 1 targets.
  @Test func scoresEveryTokenOnce() throws {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 12, embeddingSize: 5, hiddenSize: 70, layerCount: 2)
    let key = RandomKey(seed: 2)
    let model = try LanguageModel(configuration, initialization: .uniform(range: 0.4), key: key)
    let text = (0..<1203).map { Int32(key.child("text").integer($0, below: 12)) }
    let losses = Evaluation.losses(of: model, on: text)
    var state = RecurrentState(configuration, lanes: 1)
    var workspace = LanguageModelWorkspace(configuration)
    let whole = model.losses(
      TokenWindow(inputs: Array(text.dropLast()), positions: 1202, lanes: 1),
      targets: Array(text.dropFirst()),
      state: &state, in: &workspace)
    #expect(losses.count == 1202 && losses == whole)
    let evaluation = Evaluation(losses: losses)
    #expect(evaluation.tokens == 1202)
    #expect(isClose(evaluation.meanLoss, whole.reduce(0, +) / 1202, tolerance: 1e-7))
  }

  /// Characters and bytes have bits, words none.
  @Test func bitsAreTheLossOverTheLogarithmOfTwo() throws {
    let losses = [0.5, 1.5, 0.25]
    let words = Evaluation(losses: losses)
    #expect(words.bitsPerCharacter == nil && words.bitsPerByte == nil)
    let characters = Evaluation(losses: losses, of: .characters)
    #expect(isClose(try #require(characters.bitsPerCharacter), 1.0820212806667227, tolerance: 1e-15))
    #expect(characters.bitsPerByte == nil && characters.perplexity == words.perplexity)
    let bytes = Evaluation(losses: losses, of: .bytes)
    #expect(bytes.bitsPerByte == characters.bitsPerCharacter && bytes.bitsPerCharacter == nil)
    let keys = String(decoding: try StrictJSON.encode(characters), as: UTF8.self)
    #expect(keys.contains("bits_per_character") && !keys.contains("bits_per_byte"))
    #expect(!String(decoding: try StrictJSON.encode(words), as: UTF8.self).contains("bits"))
  }

  /// Rate 1 and clip 5 on the sum over 5 positions equal rate 5 and clip 1 on the mean.
  @Test func reductionsAreEquivalent() throws {
    let corpus = try Example.corpus(in: TemporaryDirectory())
    var sum = try Example.run(corpus, recording: false)
    sum.lossReduction = .sumOverTime
    sum.learningRate = 0.2
    sum.clipNorm = 2
    var mean = sum
    mean.lossReduction = .mean
    mean.learningRate = 0.2 * 5
    mean.clipNorm = 2.0 / 5
    func losses(_ run: LanguageModelRun) throws -> [Double] {
      let folder = try TemporaryDirectory()
      var run = run
      run.steps = 10
      let directory = try RunDirectory(creating: folder.path + "/run", in: LocalFileSystem())
      let trainer = try LanguageModelTrainer(
        run, corpus: corpus, directory: directory, resume: false, in: LocalFileSystem())
      var result: [Double] = []
      _ = try trainer.train(shouldStop: { false }) { event in
        if case .step(let report) = event { result.append(report.loss) }
      }
      return result
    }
    #expect(scaledDifference(try losses(sum), try losses(mean)) < 1e-5)
  }
}
