public import Storage

private import Foundation

/// Trains a network in a run folder, records its states, and can stop and go on without a trace.
///
/// A checkpoint holds all that the next update depends on, so a resumed run ends with the same bits as one that never
/// stopped: same binary, same kind of machine.
public final class Trainer<Task: TrainingTask> {
  /// The network and its data.
  public private(set) var task: Task
  /// The updates of the whole run.
  public let lastStep: Int

  private let settings: LoopSettings
  private let log: MetricLog
  private let checkpoints: CheckpointStore
  private let writer: StateStoreWriter?
  private var state: TrainingState
  private var sessionStart = ContinuousClock.now
  private var wallBefore = 0.0
  private let resumed: Bool

  /// Prepares a run in its folder: from the start, or from its latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - settings: how long, how fast, and what is written when.
  ///   - directory: the run's folder.
  ///   - resume: whether to go on from the latest checkpoint.
  ///   - effect: measures what storing does to an analysis; its numbers go into the store's attributes.
  ///   - fileSystem: the files.
  ///   - makeTask: makes the task, from a checkpoint or, given nil, as it begins.
  /// - Throws: ``TrainingError``, `NetworksError` or a storage error.
  init(
    _ settings: LoopSettings, directory: RunDirectory, resume: Bool, effect: StateEffectMeasure?,
    in fileSystem: any FileSystem, makeTask: (_ checkpoint: Checkpoint?, _ path: String) throws -> Task
  ) throws {
    self.settings = settings
    checkpoints = CheckpointStore(run: directory, fileSystem: fileSystem)
    log = try MetricLog(path: directory.metricsPath, in: fileSystem)
    let checkpoint = resume ? try checkpoints.latest() : nil
    resumed = checkpoint != nil
    let path =
      checkpoint.map { [checkpoints] in checkpoints.path(step: $0.step) } ?? directory.checkpointsPath
    task = try makeTask(checkpoint, path)
    lastStep = min(settings.steps ?? .max, task.epochs.end(ofEpoch: settings.epochs))
    // A run that is under way goes on as it was configured.
    if checkpoint == nil {
      try settings.schedule.check(lastStep: lastStep, warmupSteps: settings.warmupSteps)
    }
    if let checkpoint {
      state = try TrainingState(of: checkpoint, path: path)
      try log.cut(toByteCount: state.metricBytes)
      wallBefore = state.wall
    } else {
      state = TrainingState()
      if resume { try log.cut(toByteCount: 0) }
    }
    // A run that stopped before its first checkpoint may have left a store behind, whose snapshots all go.
    let hasStore = try resume && fileSystem.exists(Path.join(directory.statesPath, "zarr.json"))
    if let checkpoint, settings.records, !hasStore {
      throw TrainingError.missingStates(path: directory.statesPath, step: checkpoint.step)
    }
    writer = try task.writer(
      at: directory.statesPath, resumingAt: hasStore ? checkpoint?.step ?? -1 : nil, effect: effect,
      in: fileSystem)
  }

  /// The updates made so far.
  public var step: Int { state.step }
  /// The updates of each epoch.
  public var epochs: EpochSteps { task.epochs }
  /// The steps of all snapshots of the run, ascending, each as often as there are probes due.
  public var snapshotSteps: [Int] { task.snapshotSteps(lastStep: lastStep) }

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
        // A run that was stopped while the test data were scored has its epoch ended already.
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
        if state.step % settings.checkpointInterval == 0, !epochEnded { try save(observe) }
      }
    }
    try writer?.finish()
    return .finished
  }

  /// Whether the data were read to their end, or as far as the run goes, and a score is due.
  private var epochEnded: Bool {
    state.window == task.epochs.count(ofEpoch: state.epoch) || state.step >= lastStep
  }

  /// Saves and reports that the run was asked to stop.
  private func interrupted(_ observe: (TrainingEvent) throws -> Void) throws -> TrainingOutcome {
    try save(observe)
    return .interrupted(step: state.step)
  }

  /// One update.
  private func update(_ observe: (TrainingEvent) throws -> Void) throws {
    let start = ContinuousClock.now
    let rate = settings.rate(
      step: state.step, lastStep: lastStep, epoch: state.epoch, plateaus: state.plateaus)
    let report = try task.update(step: state.step, epoch: state.epoch, position: state.window, rate: rate)
    state.step += 1
    state.window += 1
    state.items += report.count
    state.intervalLoss += report.lossSum
    state.intervalItems += report.count
    if let correct = report.correct { state.intervalCorrect = (state.intervalCorrect ?? 0) + correct }
    state.intervalSeconds += seconds(since: start)
    try observe(
      .step(
        TrainingEvent.StepReport(
          step: state.step, epoch: state.epoch, loss: report.lossSum / Double(report.count))))
    if state.step % settings.logInterval == 0 || epochEnded {
      let count = Double(state.intervalItems)
      let score = SplitScore(
        meanLoss: state.intervalLoss / count, accuracy: state.intervalCorrect.map { Double($0) / count })
      try note(
        "train", score,
        MetricPace(itemsPerSecond: count / state.intervalSeconds, gradNorm: report.gradNorm, rate: rate),
        observe)
      (state.intervalLoss, state.intervalItems, state.intervalSeconds) = (0, 0, 0)
      state.intervalCorrect = nil
    }
  }

  /// Scores what is scored after every epoch and begins the next one; false when it was asked to stop meanwhile.
  private func endEpoch(_ shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void) throws -> Bool {
    // A score cut short is made again by the resumed run, which finds the epoch's last update made.
    guard
      let score = try task.score(task.epochSplit, weights: nil, step: state.step, shouldStop: shouldStop)
    else { return false }
    try note(task.epochSplit, score, nil, observe)
    compare(score.meanLoss)
    let losses = (state.epochLosses ?? []) + [score.meanLoss]
    state.epochLosses = losses
    task.endEpoch(losses: losses, step: state.step)
    state.epoch += 1
    state.window = 0
    state.validatedStep = state.step
    return true
  }

  /// Notes whether the loss after an epoch is the lowest so far.
  ///
  /// Test data choose no checkpoint. They still steer the rate of a run that began with a plateau before that was refused:
  /// it goes on as it was configured.
  private func compare(_ loss: Double) {
    let isHeldOut = task.epochSplit != "test"
    if !isHeldOut {
      state.bestStep = nil
      guard case .plateau = settings.schedule else {
        state.bestLoss = nil
        return
      }
    }
    if state.bestLoss.map({ loss < $0 }) ?? true {
      state.bestLoss = loss
      if isHeldOut { state.bestStep = state.step }
    } else {
      state.plateaus += 1
    }
  }

  /// Scores the test data on the checkpoint that the recipe names; false when it was asked to stop meanwhile.
  private func test(_ shouldStop: () -> Bool, _ observe: (TrainingEvent) throws -> Void) throws -> Bool {
    if task.epochSplit != "test" {
      var weights: SafetensorsFile?
      if settings.testsBest, let best = state.bestStep, best != state.step {
        weights = try checkpoints.load(step: best).model
      }
      guard let score = try task.score("test", weights: weights, step: state.step, shouldStop: shouldStop)
      else { return false }
      try note("test", score, nil, observe)
    }
    state.finished = true
    return true
  }

  /// Records the probes that are due at this step.
  private func record(_ observe: (TrainingEvent) throws -> Void) throws {
    guard let writer else { return }
    for probe in task.probesDue(step: state.step, lastStep: lastStep) {
      try task.record(probe: probe, step: state.step, into: writer)
      try observe(.snapshot(step: state.step, probe: probe))
    }
  }

  /// Makes the run durable up to this step, and lets go of checkpoints that nothing needs.
  private func save(_ observe: (TrainingEvent) throws -> Void) throws {
    try writer?.flush()
    try log.sync()
    state.wall = wall
    state.metricBytes = log.byteCount
    let encoded = try StrictJSON.encode(state)
    let model = SafetensorsFile(
      tensors: task.weights.tensors, metadata: ["format": "pt", "step": "\(state.step)"])
    try checkpoints.save(
      Checkpoint(step: state.step, model: model, trainState: task.trainState, state: encoded))
    try prune()
    try observe(.checkpoint(step: state.step))
  }

  private func prune() throws {
    let steps = try checkpoints.steps()
    let newest = Set(steps.suffix(2))
    for step in steps where !newest.contains(step) && step != state.bestStep {
      if settings.keepEpochs && (step == 0 || task.epochs.isEnd(step)) { continue }
      try checkpoints.remove(step: step)
    }
  }

  private func note(
    _ split: String, _ score: SplitScore, _ pace: MetricPace?, _ observe: (TrainingEvent) throws -> Void
  ) throws {
    let place = MetricPlace(step: state.step, epoch: epochOfLastUpdate, items: state.items, wall: wall)
    let record = task.metric(split, score, at: place, pace)
    try log.append(record)
    try observe(.metric(record))
  }

  /// The epoch, counted from 1, that the last update belonged to.
  private var epochOfLastUpdate: Int { task.epochs.epoch(ofUpdate: state.step) }

  /// Seconds of the run so far, earlier sessions included.
  private var wall: Double { wallBefore + seconds(since: sessionStart) }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    (ContinuousClock.now - start) / .seconds(1)
  }
}
