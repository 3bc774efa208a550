public import Corpora
public import Networks
public import Storage

private import Foundation
private import Tensors

/// Trains an LSTM language model in a run folder, records its states, and can stop and go on without a trace.
///
/// One update is: read a window from the carried state, back-propagate through it, clip, step. A checkpoint holds all
/// that the next update depends on, so a resumed run ends with the same bits as one that never stopped: same binary,
/// same kind of machine.
public final class LanguageModelTrainer {
  /// The configuration, with sizes and hashes of the data filled in.
  public let run: LanguageModelRun
  /// The network as it stands.
  public private(set) var model: LanguageModel
  /// The updates of the whole run.
  public let lastStep: Int

  private let corpus: TextCorpus
  private let windows: TrainingWindows
  private let key: RandomKey
  private let log: MetricLog
  private let checkpoints: CheckpointStore
  private let recording: Recording?
  private let writer: StateStoreWriter?
  private var state: TrainingState
  private var carried: RecurrentState
  private var gradient: LanguageModelGradient
  private var workspace: LanguageModelWorkspace
  private var sessionStart = ContinuousClock.now
  private var wallBefore = 0.0
  private let resumed: Bool

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
  public init(
    _ run: LanguageModelRun, corpus: TextCorpus, directory: RunDirectory, resume: Bool,
    effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem
  ) throws {
    try run.validate()
    self.run = run
    self.corpus = corpus
    windows = try TrainingWindows(
      tokens: corpus.train, batchSize: run.batchSize, windowLength: run.windowLength)
    lastStep = min(run.steps ?? .max, run.epochs * windows.windowsPerEpoch)
    key = RandomKey(seed: run.seed)
    checkpoints = CheckpointStore(run: directory, fileSystem: fileSystem)
    gradient = try LanguageModelGradient(run.model)
    workspace = LanguageModelWorkspace(run.model)
    log = try MetricLog(path: directory.metricsPath, in: fileSystem)
    recording = try run.recording.map { try Recording($0, model: run.model, corpus: corpus) }
    let checkpoint = resume ? try checkpoints.latest() : nil
    resumed = checkpoint != nil
    if let checkpoint {
      let restored = try CheckpointedRun(checkpoint, of: run, path: checkpoints.path(step: checkpoint.step))
      (model, state, carried) = (restored.model, restored.state, restored.carried)
      try log.cut(toByteCount: state.metricBytes)
      wallBefore = state.wall
    } else {
      model = try LanguageModel(run.model, initialization: run.initialization, key: key.child("weights"))
      state = TrainingState()
      carried = RecurrentState(run.model, lanes: run.batchSize)
      if resume { try log.cut(toByteCount: 0) }
    }
    // A run that stopped before its first checkpoint may have left a store behind, whose snapshots all go.
    let hasStore = try resume && fileSystem.exists(Path.join(directory.statesPath, "zarr.json"))
    if let checkpoint, recording != nil, !hasStore {
      throw TrainingError.missingStates(path: directory.statesPath, step: checkpoint.step)
    }
    let start = hasStore ? checkpoint?.step ?? -1 : nil
    writer = try recording.map {
      try $0.writer(at: directory.statesPath, of: run, resumingAt: start, effect: effect, in: fileSystem)
    }
  }

  /// The updates made so far.
  public var step: Int { state.step }
  /// The updates of an epoch.
  public var stepsPerEpoch: Int { windows.windowsPerEpoch }
  /// The steps of all snapshots of the run, ascending, each as often as there are probes due.
  public var snapshotSteps: [Int] {
    recording?.steps(stepsPerEpoch: windows.windowsPerEpoch, lastStep: lastStep) ?? []
  }

  /// Trains to the end, or until it is asked to stop.
  ///
  /// - Parameters:
  ///   - shouldStop: asked between updates; true saves a checkpoint and returns.
  ///   - observe: told what happens; it may throw to end the run.
  /// - Returns: how the run ended.
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)`` or a storage error. What was committed before stays.
  public func train(
    shouldStop: () -> Bool, observe: (TrainingEvent) throws -> Void
  ) throws -> TrainingOutcome {
    sessionStart = .now
    if !resumed {
      try record(observe)
      try save(observe)
    }
    while !state.finished {
      if shouldStop() { return try interrupted(observe) }
      if epochEnded {
        // A run that was stopped while the test text was scored has its epoch ended already.
        if state.validatedStep != state.step {
          guard try endEpoch(shouldStop, observe) else { return try interrupted(observe) }
        }
        if state.step >= lastStep {
          guard try test(shouldStop, observe) else { return try interrupted(observe) }
        }
        try save(observe)
      } else {
        try update(observe)
        try record(observe)
        if state.step % run.checkpointInterval == 0, !epochEnded { try save(observe) }
      }
    }
    try writer?.finish()
    return .finished
  }

  /// Whether the text was read to its end, or as far as the run goes, and the validation text is due.
  private var epochEnded: Bool { state.window == windows.windowsPerEpoch || state.step >= lastStep }

  /// Saves and reports that the run was asked to stop.
  private func interrupted(_ observe: (TrainingEvent) throws -> Void) throws -> TrainingOutcome {
    try save(observe)
    return .interrupted(step: state.step)
  }

  /// One update.
  private func update(_ observe: (TrainingEvent) throws -> Void) throws {
    let start = ContinuousClock.now
    if state.window == 0 { carried = RecurrentState(run.model, lanes: run.batchSize) }
    let part = windows.window(state.window)
    let window = TokenWindow(inputs: part.inputs, positions: part.length, lanes: run.batchSize)
    let count = part.inputs.count
    let sum = model.lossAndGradient(
      window, targets: part.targets,
      lossScale: run.lossReduction.scale(positions: part.length, lanes: run.batchSize),
      state: &carried, dropoutKey: run.model.dropout > 0 ? key.child("dropout").child(state.step) : nil,
      precision: run.mixedPrecision ?? .float32, gradient: &gradient, in: &workspace)
    let loss = sum / Double(count)
    try DivergenceGuard.check(loss: loss, step: state.step + 1, model: model)
    let rate = run.schedule.rate(initial: run.learningRate, epoch: state.epoch, plateaus: state.plateaus)
    let norm = try GradientDescent.step(
      &model, gradient: &gradient, rate: rate, clipNorm: run.clipNorm, step: state.step + 1, loss: loss)
    state.step += 1
    state.window += 1
    state.tokens += count
    state.intervalLoss += sum
    state.intervalTokens += count
    state.intervalSeconds += seconds(since: start)
    try observe(
      .step(TrainingEvent.StepReport(step: state.step, epoch: state.epoch, loss: loss)))
    if state.step % run.logInterval == 0 || epochEnded {
      let mean = state.intervalLoss / Double(state.intervalTokens)
      try note(
        "train", loss: mean, tokensPerSecond: Double(state.intervalTokens) / state.intervalSeconds,
        gradNorm: norm,
        rate: rate, observe)
      (state.intervalLoss, state.intervalTokens, state.intervalSeconds) = (0, 0, 0)
    }
  }

  /// Scores the validation text and begins the next epoch; false when it was asked to stop meanwhile.
  private func endEpoch(_ shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void) throws -> Bool {
    let losses = Evaluation.losses(of: model, on: corpus.valid, shouldStop: shouldStop)
    // An evaluation cut short is done again by the resumed run, which finds the epoch's last window trained.
    guard losses.count == corpus.valid.count - 1 else { return false }
    let evaluation = Evaluation(losses: losses)
    try DivergenceGuard.check(loss: evaluation.meanLoss, step: state.step, model: model)
    try note("valid", loss: evaluation.meanLoss, observe)
    if state.bestLoss.map({ evaluation.meanLoss < $0 }) ?? true {
      (state.bestLoss, state.bestStep) = (evaluation.meanLoss, state.step)
    } else {
      state.plateaus += 1
    }
    state.epoch += 1
    state.window = 0
    state.validatedStep = state.step
    return true
  }

  /// Scores the test text on the checkpoint that the recipe names; false when it was asked to stop meanwhile.
  private func test(_ shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void) throws -> Bool {
    var tested = model
    if run.testCheckpoint == .best, let best = state.bestStep, best != state.step {
      let weights = try checkpoints.load(step: best).model.tensors.map { ($0.name, $0.tensor) }
      tested = try LanguageModel(run.model, weights: weights)
    }
    let losses = Evaluation.losses(of: tested, on: corpus.test, shouldStop: shouldStop)
    guard losses.count == corpus.test.count - 1 else { return false }
    let evaluation = Evaluation(losses: losses)
    try DivergenceGuard.check(loss: evaluation.meanLoss, step: state.step, model: tested)
    try note("test", loss: evaluation.meanLoss, observe)
    state.finished = true
    return true
  }

  /// Records the probes that are due at this step.
  private func record(_ observe: (TrainingEvent) throws -> Void) throws {
    guard let recording, let writer else { return }
    for item in recording.due(step: state.step, stepsPerEpoch: windows.windowsPerEpoch, lastStep: lastStep) {
      try SnapshotRecorder(writer: writer).record(item, of: model, step: state.step)
      try observe(.snapshot(step: state.step, probe: item.probe.name))
    }
  }

  /// Makes the run durable up to this step, and lets go of checkpoints that nothing needs.
  private func save(_ observe: (TrainingEvent) throws -> Void) throws {
    try writer?.flush()
    try log.sync()
    state.wall = wall
    state.metricBytes = log.byteCount
    let encoded = try StrictJSON.encode(state)
    try checkpoints.save(
      Checkpoint(
        step: state.step,
        model: SafetensorsFile(
          tensors: model.namedWeights.map { NamedTensor(name: $0.name, tensor: $0.tensor) },
          metadata: ["format": "pt", "step": "\(state.step)"]),
        trainState: CheckpointedRun.trainState(carried, lanes: run.batchSize, hidden: run.model.hiddenSize),
        state: encoded))
    try prune()
    try observe(.checkpoint(step: state.step))
  }

  private func prune() throws {
    let steps = try checkpoints.steps()
    let newest = Set(steps.suffix(2))
    for step in steps where !newest.contains(step) && step != state.bestStep {
      if run.keepEpochs && step % windows.windowsPerEpoch == 0 { continue }
      try checkpoints.remove(step: step)
    }
  }

  private func note(
    _ split: String, loss: Double, tokensPerSecond: Double? = nil, gradNorm: Double? = nil,
    rate: Double? = nil,
    _ observe: (TrainingEvent) throws -> Void
  ) throws {
    let record = MetricRecord(
      step: state.step, epoch: epochOfLastUpdate, tokens: state.tokens, wall: wall, split: split, loss: loss,
      perplexity: exp(loss), tokensPerSecond: tokensPerSecond, gradNorm: gradNorm, lr: rate)
    try log.append(record)
    try observe(.metric(record))
  }

  /// The epoch, counted from 1, that the last update belonged to.
  private var epochOfLastUpdate: Int { max(state.step - 1, 0) / windows.windowsPerEpoch + 1 }

  /// Seconds of the run so far, earlier sessions included.
  private var wall: Double { wallBefore + seconds(since: sessionStart) }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }
}
