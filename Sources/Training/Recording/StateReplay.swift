public import Corpora
public import Storage

import Networks

/// Records states again from the weights that a run saved.
///
/// Storage becomes a choice: keep states, or keep weights and make the states when they are wanted. On the same kind of
/// machine the bits are those of a recording made in training.
public enum StateReplay {
  /// Records the probes of `plan` at the saved steps into a new store.
  ///
  /// - Parameters:
  ///   - plan: what to record; its schedules are not asked, every chosen step is recorded.
  ///   - run: the run's configuration.
  ///   - corpus: its text.
  ///   - directory: its folder.
  ///   - steps: the steps to record; nil for every saved one.
  ///   - path: the folder of the new store.
  ///   - effect: measures what storing does to an analysis.
  ///   - fileSystem: the files.
  ///   - observe: told after each snapshot.
  /// - Returns: the steps that were recorded.
  /// - Throws: ``TrainingError/noCheckpoint(path:)`` when no step is saved, or a storage error.
  public static func record(
    _ plan: RecordingPlan, run: LanguageModelRun, corpus: TextCorpus, directory: RunDirectory, steps: [Int]?,
    to path: String, effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem,
    observe: (TrainingEvent) throws -> Void
  ) throws -> [Int] {
    let checkpoints = CheckpointStore(run: directory, fileSystem: fileSystem)
    let recording = try Recording(plan, model: run.model, corpus: corpus)
    return try record(checkpoints, of: directory, steps: steps, to: path, in: fileSystem) { path in
      try recording.writer(at: path, of: run, resumingAt: nil, effect: effect, in: fileSystem)
    } record: { checkpoint, writer in
      let model = try LanguageModel(run.model, weights: checkpoint.model.tensors.map { ($0.name, $0.tensor) })
      for item in recording.items {
        try SnapshotRecorder(writer: writer).record(item, of: model, step: checkpoint.step)
        try observe(.snapshot(step: checkpoint.step, probe: item.probe.name))
      }
    }
  }

  /// Records the probe of `plan` at the saved steps of a run of an image network into a new store.
  ///
  /// - Parameters:
  ///   - plan: what to record; its schedule is not asked, every chosen step is recorded.
  ///   - run: the run's configuration.
  ///   - images: its images, as ``ImageRun/images(of:)`` gives them.
  ///   - directory: its folder.
  ///   - steps: the steps to record; nil for every saved one.
  ///   - path: the folder of the new store.
  ///   - effect: measures what storing does to an analysis.
  ///   - fileSystem: the files.
  ///   - observe: told after each snapshot.
  /// - Returns: the steps that were recorded.
  /// - Throws: ``TrainingError/noCheckpoint(path:)`` when no step is saved, or a storage error.
  public static func record(
    _ plan: ImageRecordingPlan, run: ImageRun, images: ImageSet, directory: RunDirectory, steps: [Int]?,
    to path: String, effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem,
    observe: (TrainingEvent) throws -> Void
  ) throws -> [Int] {
    let checkpoints = CheckpointStore(run: directory, fileSystem: fileSystem)
    let recording = try ImageRecording(
      plan, network: try ImageNetwork(zero: run.network), set: images,
      transform: PixelTransform(run.scaling, training: images.train))
    return try record(checkpoints, of: directory, steps: steps, to: path, in: fileSystem) { path in
      try recording.writer(at: path, of: run, resumingAt: nil, effect: effect, in: fileSystem)
    } record: { checkpoint, writer in
      let network = try ImageNetwork(
        run.network, weights: checkpoint.model.tensors.map { ($0.name, $0.tensor) })
      try recording.record(network, step: checkpoint.step, into: writer)
      try observe(.snapshot(step: checkpoint.step, probe: recording.probe.name))
    }
  }

  /// Records saved steps into a store that takes its place when it is whole: half a recording must not pass for one.
  private static func record(
    _ checkpoints: CheckpointStore, of directory: RunDirectory, steps: [Int]?, to path: String,
    in fileSystem: any FileSystem, open: (_ path: String) throws -> StateStoreWriter,
    record: (Checkpoint, StateStoreWriter) throws -> Void
  ) throws -> [Int] {
    let saved = try Set(steps ?? checkpoints.steps()).sorted()
    guard !saved.isEmpty else { throw TrainingError.noCheckpoint(path: directory.checkpointsPath) }
    guard try !fileSystem.exists(path) else { throw StateStoreError.exists(path: path) }
    let partial = Path.join(Path.parent(of: path), ".\(Path.name(of: path)).partial")
    try fileSystem.removeTree(partial)
    do {
      let writer = try open(partial)
      for step in saved { try record(try checkpoints.load(step: step), writer) }
      try writer.finish()
    } catch {
      try? fileSystem.removeTree(partial)
      throw error
    }
    try fileSystem.rename(partial, to: path)
    try fileSystem.syncFolder(Path.parent(of: path))
    return saved
  }
}
