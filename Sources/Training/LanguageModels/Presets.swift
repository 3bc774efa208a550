import Corpora
import Networks

/// Published recipes by name.
public enum Presets {
  /// The names that ``run(named:data:)`` knows.
  public static let names = [
    "zaremba-small", "zaremba-medium", "zaremba-large", "pytorch-200", "pytorch-650", "pytorch-1500",
    "awd-ptb", "awd-wikitext-2", "awd-5", "awd-small", "synthetic", "characters",
  ]

  /// The recipe of that name.
  ///
  /// `zaremba-*`: Zaremba, Sutskever, Vinyals 2014, with the schedule as TensorFlow's tutorial counts epochs (÷ 2 from
  /// epoch 5 for small) and the paper's decay of 1/1.2 and 1/1.15. `pytorch-*`: the word-language-model example with its
  /// published options. `awd-*`: Merity, Keskar, Socher 2018 with the published commands for Penn Treebank and WikiText-2; `awd-5`
  /// is that for WikiText-2 with five layers, as Morcos, Raghu, Bengio 2018 trained it, and `awd-small` a small one on Penn Treebank,
  /// less regularised. `synthetic`: a small model of the synthetic language, which two cores train in a few minutes. `characters`:
  /// one layer of 256 units on the characters of a text.
  ///
  /// - Throws: ``TrainingError/unknownPreset(name:known:)``.
  public static func run(named name: String, data: String) throws(TrainingError) -> LanguageModelRun {
    switch name {
    case "zaremba-small":
      zaremba(
        data, hidden: 200, dropout: 0, range: 0.1, window: 20, clip: 5, epochs: 13, factor: 0.5, after: 4)
    case "zaremba-medium":
      zaremba(
        data, hidden: 650, dropout: 0.5, range: 0.05, window: 35, clip: 5, epochs: 39, factor: 1 / 1.2,
        after: 6)
    case "zaremba-large":
      zaremba(
        data, hidden: 1500, dropout: 0.65, range: 0.04, window: 35, clip: 10, epochs: 55, factor: 1 / 1.15,
        after: 14)
    case "pytorch-200": pytorch(data, hidden: 200, dropout: 0.2)
    case "pytorch-650": pytorch(data, hidden: 650, dropout: 0.5)
    case "pytorch-1500": pytorch(data, hidden: 1500, dropout: 0.65)
    case "awd-ptb":
      awd(
        data, embedding: 400, hidden: [1150, 1150, 400], batch: 20, window: 70, epochs: 500,
        Regularization(
          inputDropout: 0.4, hiddenDropout: 0.25, outputDropout: 0.4, embeddingDropout: 0.1,
          weightDropout: 0.5,
          activationPenalty: 2, temporalPenalty: 1))
    case "awd-wikitext-2": awdWikiText(data, layers: 3)
    case "awd-5": awdWikiText(data, layers: 5)
    case "awd-small":
      awd(
        data, embedding: 128, hidden: [256, 256, 128], batch: 20, window: 35, epochs: 15,
        Regularization(
          inputDropout: 0.1, hiddenDropout: 0.1, outputDropout: 0.1, embeddingDropout: 0.02,
          weightDropout: 0.2,
          activationPenalty: 1, temporalPenalty: 0.5))
    case "synthetic":
      LanguageModelRun(
        data: data,
        model: LanguageModelConfiguration(
          vocabularySize: 1, embeddingSize: 128, hiddenSize: 128, layerCount: 2),
        initialization: .uniform(range: 0.1), batchSize: 20, windowLength: 20, epochs: 8, learningRate: 1,
        schedule: .decay(factor: 0.5, afterEpoch: 4), lossReduction: .sumOverTime, clipNorm: 5,
        testCheckpoint: .last)
    case "characters": characters(data)
    default: throw .unknownPreset(name: name, known: names)
    }
  }

  private static func characters(_ data: String) -> LanguageModelRun {
    var run = LanguageModelRun(
      data: data,
      model: LanguageModelConfiguration(
        vocabularySize: 1, embeddingSize: 64, hiddenSize: 256, layerCount: 1),
      initialization: .uniform(range: 0.1), batchSize: 50, windowLength: 100, epochs: 3, learningRate: 0.5,
      schedule: .decay(factor: 0.5, afterEpoch: 1), lossReduction: .sumOverTime, clipNorm: 5,
      testCheckpoint: .last)
    run.tokens = .characters
    return run
  }

  private static func zaremba(
    _ data: String, hidden: Int, dropout: Double, range: Double, window: Int, clip: Double, epochs: Int,
    factor: Double, after: Int
  ) -> LanguageModelRun {
    LanguageModelRun(
      data: data,
      model: LanguageModelConfiguration(
        vocabularySize: 1, embeddingSize: hidden, hiddenSize: hidden, layerCount: 2, dropout: dropout),
      initialization: .uniform(range: range), batchSize: 20, windowLength: window, epochs: epochs,
      learningRate: 1,
      schedule: .decay(factor: factor, afterEpoch: after), lossReduction: .sumOverTime, clipNorm: clip,
      testCheckpoint: .last)
  }

  private static func pytorch(_ data: String, hidden: Int, dropout: Double) -> LanguageModelRun {
    LanguageModelRun(
      data: data,
      model: LanguageModelConfiguration(
        vocabularySize: 1, embeddingSize: hidden, hiddenSize: hidden, layerCount: 2, dropout: dropout),
      initialization: .pytorchExample(range: 0.1), batchSize: 20, windowLength: 35, epochs: 40,
      learningRate: 20,
      schedule: .plateau(divisor: 4), lossReduction: .mean, clipNorm: 0.25, testCheckpoint: .best)
  }

  private static func awdWikiText(_ data: String, layers: Int) -> LanguageModelRun {
    awd(
      data, embedding: 400, hidden: [Int](repeating: 1150, count: layers - 1) + [400], batch: 80, window: 70,
      epochs: 750,
      Regularization(
        inputDropout: 0.65, hiddenDropout: 0.2, outputDropout: 0.4, embeddingDropout: 0.1, weightDropout: 0.5,
        activationPenalty: 2, temporalPenalty: 1))
  }

  private static func awd(
    _ data: String, embedding: Int, hidden: [Int], batch: Int, window: Int, epochs: Int,
    _ regularization: Regularization
  ) -> LanguageModelRun {
    var run = LanguageModelRun(
      data: data,
      model: LanguageModelConfiguration(
        vocabularySize: 1, embeddingSize: embedding, hiddenSizes: hidden, tied: true,
        regularization: regularization),
      initialization: .pytorchExample(range: 0.1), batchSize: batch, windowLength: window, epochs: epochs,
      learningRate: 30, schedule: .constant, lossReduction: .mean, clipNorm: 0.25, testCheckpoint: .best)
    run.optimizer = .publishedAveragedSGD
    run.windowDraws = WindowDraws()
    return run
  }
}
