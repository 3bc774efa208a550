public import Corpora
public import Networks
public import Storage

private import Foundation
private import Tensors

/// Trains a recurrent language model in a run folder.
public typealias LanguageModelTrainer = Trainer<LanguageModelTask>

/// A recurrent language model on a text, trained by truncated back-propagation through time.
///
/// One update is: read a window from the carried state, back-propagate through it, clip, step.
public struct LanguageModelTask: TrainingTask {
  /// The configuration, with sizes and hashes of the data filled in.
  public let run: LanguageModelRun
  /// The network as it stands.
  public private(set) var model: LanguageModel

  private let corpus: TextCorpus
  private var windows: EpochWindows
  private let key: RandomKey
  private let recording: Recording?
  private var carried: RecurrentState
  private var optimizer: Optimizer<LanguageModelGradient>
  /// The mean of weights since averaging began; nil before, and of other optimisers.
  private var average: WeightAverage?
  private var gradient: LanguageModelGradient
  private var workspace: LanguageModelWorkspace

  /// Prepares a run from its start, or as a checkpoint left it.
  init(_ run: LanguageModelRun, corpus: TextCorpus, checkpoint: Checkpoint?, path: String) throws {
    self.run = run
    self.corpus = corpus
    windows = try EpochWindows(run, text: corpus.train)
    key = RandomKey(seed: run.seed)
    gradient = try LanguageModelGradient(run.model)
    workspace = LanguageModelWorkspace(run.model)
    recording = try run.recording.map { try Recording($0, model: run.model, corpus: corpus) }
    guard let checkpoint else {
      model = try LanguageModel(run.model, initialization: run.initialization, key: key.child("weights"))
      carried = RecurrentState(run.model, lanes: run.batchSize)
      optimizer = Optimizer(run.optimizer ?? .plain, for: model)
      return
    }
    carried = try RecurrentState(checkpoint.trainState, of: run, path: path)
    do {
      let saved = try LanguageModel(
        run.model, weights: checkpoint.model.tensors.map { ($0.name, $0.tensor) })
      (model, average) = try Self.weights(saved, checkpoint.trainState)
      optimizer = Optimizer(run.optimizer ?? .plain, for: model)
      try optimizer.load(checkpoint.trainState)
    } catch let error as NetworksError {
      throw TrainingError.unusableCheckpoint(path: path, what: error.description)
    }
  }

  /// What a checkpoint holds beside the scored weights where those are a mean: the key of how many, and the prefix of the
  /// names of the weights that are trained.
  private static let (averageKey, trainedPrefix) = ("average_count", "trained.")

  /// The trained weights of a checkpoint and, where it saved a mean, that.
  private static func weights(
    _ saved: LanguageModel, _ trainState: SafetensorsFile
  ) throws -> (model: LanguageModel, average: WeightAverage?) {
    guard let count = trainState.metadata[averageKey].flatMap(Int.init) else { return (saved, nil) }
    var trained = LanguageModelGradient(zerosFor: saved)
    try trained.load(trainedPrefix) { trainState[$0] }
    return (trained.model, WeightAverage(saved, count: count))
  }

  /// The weights that are scored, recorded and saved.
  private var scored: LanguageModel { average?.model ?? model }

  /// The windows of each epoch.
  public var epochs: EpochSteps { windows.epochs }

  /// The validation text.
  public var epochSplit: String { Split.valid.rawValue }

  /// The weights in PyTorch's names; the mean ones once they are averaged.
  public var weights: SafetensorsFile {
    SafetensorsFile(
      tensors: scored.namedWeights.map { NamedTensor(name: $0.name, tensor: $0.tensor) }, metadata: [:])
  }

  /// The state that the next window begins from, what the optimiser remembers, and of averaged weights the trained ones.
  public var trainState: SafetensorsFile {
    var tensors = carried.tensors(of: run) + optimizer.tensors
    guard let average else { return SafetensorsFile(tensors: tensors, metadata: [:]) }
    tensors += model.parameters.map { NamedTensor(name: Self.trainedPrefix + $0.name, tensor: $0.tensor) }
    return SafetensorsFile(tensors: tensors, metadata: [Self.averageKey: "\(average.count)"])
  }

  /// Reads the next window, from a zero state where an epoch begins.
  public mutating func update(step: Int, epoch: Int, position: Int, rate: Double) throws -> UpdateReport {
    if position == 0 { carried = RecurrentState(run.model, lanes: run.batchSize) }
    let (part, share) = windows.window(position, epoch: epoch)
    let window = TokenWindow(inputs: part.inputs, positions: part.length, lanes: run.batchSize)
    let count = part.inputs.count
    let sum = model.lossAndGradient(
      window, targets: part.targets,
      lossScale: run.lossReduction.scale(positions: part.length, lanes: run.batchSize),
      state: &carried, dropoutKey: run.model.dropsInTraining ? key.child("dropout").child(step) : nil,
      precision: run.mixedPrecision ?? .float32, gradient: &gradient, in: &workspace)
    let loss = sum / Double(count)
    try check(loss, step: step + 1, model)
    let norm = try optimizer.update(
      &model, gradient: &gradient, clipNorm: run.clipNorm, clipValue: run.clipValue, rate: rate * share,
      step: step + 1, loss: loss)
    average?.add(&model)
    return UpdateReport(lossSum: sum, count: count, gradNorm: norm)
  }

  /// Begins to average the weights where the losses say so.
  public mutating func endEpoch(losses: [Double], step: Int) {
    guard average == nil, let patience = run.optimizer?.averaging,
      WeightAverage.isTriggered(by: losses, patience: patience)
    else { return }
    average = WeightAverage(model)
  }

  private func check(_ loss: Double, step: Int, _ model: LanguageModel) throws {
    try DivergenceGuard.check(loss: loss, step: step, classes: run.model.vocabularySize) { model.parameters }
  }

  /// Scores a text in one stream.
  public func score(
    _ split: String, weights: SafetensorsFile?, step: Int, shouldStop: () -> Bool
  ) throws -> SplitScore? {
    let text = split == Split.test.rawValue ? corpus.test : corpus.valid
    let scored =
      try weights.map { try LanguageModel(run.model, weights: $0.tensors.map { ($0.name, $0.tensor) }) }
      ?? self.scored
    let losses = Evaluation.losses(of: scored, on: text, shouldStop: shouldStop)
    guard losses.count == text.count - 1 else { return nil }
    let evaluation = Evaluation(losses: losses)
    try check(evaluation.meanLoss, step: step, scored)
    return SplitScore(meanLoss: evaluation.meanLoss)
  }

  /// A line with tokens, perplexity and, of characters and bytes, bits.
  public func metric(
    _ split: String, _ score: SplitScore, at place: MetricPlace, _ pace: MetricPace?
  ) -> MetricRecord {
    MetricRecord(
      step: place.step, epoch: place.epoch, tokens: place.items, wall: place.wall, split: split,
      loss: score.meanLoss, perplexity: exp(score.meanLoss),
      bitsPerCharacter: run.tokenUnit.bits(ofLoss: score.meanLoss, as: .characters),
      bitsPerByte: run.tokenUnit.bits(ofLoss: score.meanLoss, as: .bytes),
      tokensPerSecond: pace?.itemsPerSecond, gradNorm: pace?.gradNorm, lr: pace?.rate)
  }

  /// The names of the probes that are due.
  public func probesDue(step: Int, lastStep: Int) -> [String] {
    recording?.due(step: step, epochs: epochs, lastStep: lastStep).map(\.probe.name) ?? []
  }

  /// The steps of all snapshots.
  public func snapshotSteps(lastStep: Int) -> [Int] {
    recording?.steps(epochs: epochs, lastStep: lastStep) ?? []
  }

  /// Records a probe with dropout off.
  public func record(probe: String, step: Int, into writer: StateStoreWriter) throws {
    for item in recording?.items ?? [] where item.probe.name == probe {
      try SnapshotRecorder(writer: writer).record(item, of: scored, step: step)
    }
  }

  /// Opens the state store.
  public func writer(
    at path: String, resumingAt step: Int?, effect: StateEffectMeasure?, in fileSystem: any FileSystem
  ) throws -> StateStoreWriter? {
    try recording?.writer(at: path, of: run, resumingAt: step, effect: effect, in: fileSystem)
  }
}

extension Trainer where Task == LanguageModelTask {
  /// Prepares a run in its folder: from the start, or from its latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - run: the configuration, completed by ``LanguageModelRun/completed(for:)``.
  ///   - corpus: the text.
  ///   - directory: the run's folder.
  ///   - resume: whether to go on from the latest checkpoint.
  ///   - effect: measures what storing does to an analysis; its numbers go into the store's attributes.
  ///   - fileSystem: the files.
  /// - Throws: ``TrainingError``, `NetworksError` or a storage error.
  public convenience init(
    _ run: LanguageModelRun, corpus: TextCorpus, directory: RunDirectory, resume: Bool,
    effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem
  ) throws {
    try run.validate()
    try self.init(
      run.loopSettings, directory: directory, resume: resume, effect: effect, in: fileSystem
    ) { try LanguageModelTask(run, corpus: corpus, checkpoint: $0, path: $1) }
  }

  /// The network as it is trained; what is scored may be a mean.
  public var model: LanguageModel { task.model }
}

extension LanguageModelRun {
  /// Checks that the schedule lasts as long as the run.
  ///
  /// - Parameter lastStep: the updates of the run.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  public func checkSchedule(lastStep: Int) throws(TrainingError) {
    try schedule.check(lastStep: lastStep, warmupSteps: warmupSteps ?? 0)
  }

  /// What the training loop is told.
  var loopSettings: LoopSettings {
    LoopSettings(
      epochs: epochs, steps: steps, learningRate: learningRate, schedule: schedule,
      warmupSteps: warmupSteps ?? 0, testsBest: testCheckpoint == .best, logInterval: logInterval,
      checkpointInterval: checkpointInterval,
      keepEpochs: keepEpochs, records: recording != nil)
  }
}
