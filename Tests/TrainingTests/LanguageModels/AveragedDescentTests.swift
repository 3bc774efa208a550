import Corpora
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

/// Non-monotonically triggered averaged SGD, windows of drawn lengths, and the other optimisers of language models.
struct AveragedDescentTests {
  /// Merity, Keskar, Socher 2018: above the least of all losses but the last n before it.
  @Test func isTriggeredByTheRule() {
    func first(_ losses: [Double], _ patience: Int) -> Int? {
      losses.indices.first { WeightAverage.isTriggered(by: Array(losses[...$0]), patience: patience) }
    }
    #expect(first([5, 4, 3, 2, 1], 1) == nil)
    // 3.5 is below 4, the least of those more than one epoch before it; 3.6 is above 3.
    #expect(first([5, 4, 3, 3.5, 3.6], 1) == 4)
    #expect(first([5, 4, 3, 4.5, 3], 1) == 3)
    #expect(first([5, 6, 7, 8], 5) == nil)
    #expect(first([1, 2, 3, 4, 5, 6, 7], 5) == 6)
    #expect(first([3, 3, 3, 3], 1) == nil)
    // By the definition, on drawn losses.
    let key = RandomKey(seed: 1)
    for trial in 0..<50 {
      let losses = key.child(trial).normals(12)
      let patience = 1 + trial % 5
      let expected = losses.indices.first { t in
        t > patience && losses[t] > losses[..<(t - patience)].reduce(.infinity) { min($0, $1) }
      }
      #expect(first(losses, patience) == expected)
    }
  }

  @Test func theAverageIsTheDirectMean() throws {
    let configuration = LanguageModelConfiguration(
      vocabularySize: 5, embeddingSize: 3, hiddenSizes: [4, 3], tied: true)
    var models = try (0..<40).map {
      try LanguageModel(configuration, initialization: .uniform(range: 1), key: RandomKey(seed: $0))
    }
    var average = WeightAverage(models[0])
    for index in 1..<40 { average.add(&models[index]) }
    #expect(average.count == 40)
    for (place, (name, tensor)) in average.model.parameters.enumerated() {
      for i in tensor.elements.indices {
        let mean = models.reduce(0.0) { $0 + Double($1.parameters[place].tensor.elements[i]) } / 40
        #expect(abs(Double(tensor.elements[i]) - mean) < 1e-6, "\(name)")
      }
    }
  }

  /// Every position is read once an epoch, epochs differ, and the rate goes with the length.
  @Test func drawnWindowsCoverTheText() throws {
    try TemporaryDirectory.with { folder in
      let text = (0..<4003).map { Int32($0 % 50) }
      var run = try Example.run(try Example.corpus(in: TemporaryDirectory()))
      run.windowLength = 20
      run.windowDraws = WindowDraws()
      run.epochs = 6
      var windows = try EpochWindows(run, text: text)
      var plans: [[Int]] = []
      for epoch in 1...6 {
        var (next, lengths) = (0, [Int]())
        for index in 0..<windows.epochs.count(ofEpoch: epoch) {
          let (part, share) = windows.window(index, epoch: epoch)
          #expect(share == Double(part.length) / 20)
          #expect(part.inputs[0] == Int32(next % 50) && part.targets[0] == Int32((next + 1) % 50))
          lengths.append(part.length)
          next += part.length
        }
        #expect(next == 999)
        plans.append(lengths)
      }
      #expect(Set(plans).count == 6)
      let lengths = plans.flatMap { $0.dropLast() }
      #expect(lengths.allSatisfy { $0 >= 5 } && Set(lengths).count > 10)
      let halved = lengths.count { $0 < 10 }
      #expect(halved > 0 && halved < lengths.count / 5)
      // Without draws all are of one length.
      run.windowDraws = nil
      #expect(try EpochWindows(run, text: text).epochs == .each(50))
      _ = folder
    }
  }

  /// Every optimiser, drawn windows and masks: a run that is stopped ends with the bits of one that is not.
  @Test(arguments: ["adam", "adamW", "momentum", "averaged"]) func resumes(name: String) throws {
    try TemporaryDirectory.with { folder in
      let data = try TemporaryDirectory()
      let corpus = try Example.corpus(in: data)
      var run = try Example.run(corpus, dropout: 0, recording: false)
      run.schedule = .cosine(final: 0.1, steps: nil)
      run.warmupSteps = 5
      run.clipValue = 0.05
      run.learningRate = name.hasPrefix("adam") ? 0.01 : 1
      run.optimizer =
        switch name {
        case "adam": .publishedAdam
        case "adamW": .usualAdamW
        case "momentum": .sgd(momentum: 0.8, weightDecay: 1e-4)
        default: .averagedSGD(patience: 1, weightDecay: 1e-4)
        }
      run.model = LanguageModelConfiguration(
        vocabularySize: run.model.vocabularySize, embeddingSize: 6, cell: name == "adam" ? .gru : .lstm,
        hiddenSizes: [8, 6], tied: true,
        regularization: Regularization(
          inputDropout: 0.1, hiddenDropout: 0.1, outputDropout: 0.1, embeddingDropout: 0.1,
          weightDropout: 0.2,
          activationPenalty: 2, temporalPenalty: 1))
      run.windowDraws = WindowDraws(halvingProbability: 0.2, deviation: 2, shortest: 2)
      run.epochs = 6
      let files = LocalFileSystem()
      let whole = try RunDirectory(creating: "\(folder)/whole", in: files)
      let trainer = try LanguageModelTrainer(
        run, corpus: corpus, directory: whole, resume: false, in: files)
      var wholeSteps = 0
      _ = try trainer.train(shouldStop: { false }) { if case .step = $0 { wholeSteps += 1 } }
      #expect(wholeSteps == trainer.lastStep && trainer.epochs.end(ofEpoch: 6) == wholeSteps)
      let parts = try RunDirectory(creating: "\(folder)/parts", in: files)
      var outcome: TrainingOutcome = .interrupted(step: 0)
      var sessions = 0
      while outcome != .finished {
        var left = 17
        let part = try LanguageModelTrainer(
          run, corpus: corpus, directory: parts, resume: sessions > 0, in: files)
        outcome = try part.train(shouldStop: { left <= 0 }) { if case .step = $0 { left -= 1 } }
        sessions += 1
      }
      #expect(sessions > 3)
      #expect(try Example.weights(parts) == Example.weights(whole))
      guard name == "averaged" else { return }
      try expectTrigger(whole, trainer, patience: 1, files)
      // What is saved is the mean, and the trained weights lie beside it.
      let store = CheckpointStore(run: whole, fileSystem: files)
      let last = try store.load(step: trainer.lastStep)
      let count = try #require(last.trainState.metadata["average_count"].flatMap(Int.init))
      #expect(count > 1 && count <= trainer.lastStep)
      let trained = try #require(last.trainState["trained.encoder.weight"])
      #expect(trained != last.model["encoder.weight"] && trained == trainer.model.encoder)
    }
  }

  /// The mean begins at the end of the epoch that the rule names, and counts the weights from there on.
  private func expectTrigger(
    _ run: RunDirectory, _ trainer: LanguageModelTrainer, patience: Int, _ files: LocalFileSystem
  ) throws {
    let lines = String(decoding: try files.read(run.metricsPath), as: UTF8.self).split(separator: "\n")
    let losses = try lines.filter { $0.contains("\"split\":\"valid\"") }.map { line -> Double in
      let text = try #require(line.split(separator: "\"loss\":").last).prefix {
        "0123456789.e-+".contains($0)
      }
      return try #require(Double(text))
    }
    #expect(losses.count == 6)
    let epoch = losses.indices.first { t in
      t > patience && losses[t] > losses[..<(t - patience)].reduce(.infinity) { min($0, $1) }
    }
    let begun = trainer.epochs.end(ofEpoch: try #require(epoch, "\(losses)") + 1)
    let last = try CheckpointStore(run: run, fileSystem: files).load(step: trainer.lastStep)
    #expect(last.trainState.metadata["average_count"] == "\(trainer.lastStep - begun + 1)")
  }

  /// AdamW and descent with decay against their formulas in Float64.
  @Test(arguments: [OptimizerSettings.usualAdamW, .averagedSGD(patience: 5, weightDecay: 0.02)])
  func stepsAreTheFormulas(settings: OptimizerSettings) throws {
    let configuration = LanguageModelConfiguration(vocabularySize: 5, embeddingSize: 3, hiddenSizes: [4, 3])
    var model = try LanguageModel(configuration, initialization: .uniform(range: 1), key: RandomKey(seed: 1))
    var expected = model.parameters.map { $0.tensor.elements.map(Double.init) }
    var optimizer = Optimizer<LanguageModelGradient>(settings, for: model)
    var moments = expected.map { $0.map { _ in (mean: 0.0, square: 0.0) } }
    for step in 1...4 {
      let drawn = try LanguageModel(
        configuration, initialization: .uniform(range: 2), key: RandomKey(seed: UInt64(10 + step)))
      var gradient = LanguageModelGradient(zerosFor: model)
      gradient.model = drawn
      let values = drawn.parameters.map { $0.tensor.elements.map(Double.init) }
      optimizer.step(&model, &gradient, scale: 0.5, rate: 0.1, step: step)
      for p in expected.indices {
        for i in expected[p].indices {
          let g = 0.5 * values[p][i]
          guard case .adamW(let b1, let b2, let epsilon, let decay) = settings else {
            expected[p][i] -= 0.1 * (g + 0.02 * expected[p][i])
            continue
          }
          moments[p][i].mean = b1 * moments[p][i].mean + (1 - b1) * g
          moments[p][i].square = b2 * moments[p][i].square + (1 - b2) * g * g
          let mean = moments[p][i].mean / (1 - power(b1, step))
          let root = (moments[p][i].square / (1 - power(b2, step))).squareRoot()
          expected[p][i] = expected[p][i] * (1 - 0.1 * decay) - 0.1 * mean / (root + epsilon)
        }
      }
    }
    for (p, (name, tensor)) in model.parameters.enumerated() {
      #expect(scaledDifference(tensor.elements, expected[p].map { Float($0) }) < 1e-5, "\(name)")
    }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { result, _ in result * base }
  }

  /// Numbers first, then the norm.
  @Test func limitsNumbersThenTheNorm() throws {
    let configuration = LanguageModelConfiguration(vocabularySize: 4, embeddingSize: 2, hiddenSizes: [2])
    let start = try LanguageModel(configuration, initialization: .uniform(range: 1), key: RandomKey(seed: 1))
    var gradient = LanguageModelGradient(zerosFor: start)
    gradient.model = try LanguageModel(
      configuration, initialization: .uniform(range: 3), key: RandomKey(seed: 2))
    let limited = gradient.model.parameters.map { $0.tensor.elements.map { max(-0.5, min(0.5, Double($0))) } }
    let norm = limited.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    var model = start
    var optimizer = Optimizer<LanguageModelGradient>(.plain, for: start)
    let found = try optimizer.update(
      &model, gradient: &gradient, clipNorm: 0.7, clipValue: 0.5, rate: 2, step: 1, loss: 1)
    #expect(isClose(found, norm, tolerance: 1e-6))
    for (p, (before, after)) in zip(start.parameters, model.parameters).enumerated() {
      for i in before.tensor.elements.indices {
        let step = 2 * limited[p][i] * 0.7 / norm
        let moved = Double(before.tensor.elements[i]) - Double(after.tensor.elements[i])
        #expect(abs(moved - step) < 1e-6)
      }
    }
  }
}
