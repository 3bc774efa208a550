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
    let saved = try Set(steps ?? checkpoints.steps()).sorted()
    guard !saved.isEmpty else { throw TrainingError.noCheckpoint(path: directory.checkpointsPath) }
    let recording = try Recording(plan, model: run.model, corpus: corpus)
    // The store takes its place when it is whole: half a recording must not pass for one.
    guard try !fileSystem.exists(path) else { throw StateStoreError.exists(path: path) }
    let partial = Path.join(Path.parent(of: path), ".\(Path.name(of: path)).partial")
    try fileSystem.removeTree(partial)
    do {
      try write(
        recording, steps: saved, run: run, from: checkpoints,
        to: try recording.writer(at: partial, of: run, resumingAt: nil, effect: effect, in: fileSystem),
        observe)
    } catch {
      try? fileSystem.removeTree(partial)
      throw error
    }
    try fileSystem.rename(partial, to: path)
    try fileSystem.syncFolder(Path.parent(of: path))
    return saved
  }

  private static func write(
    _ recording: Recording, steps: [Int], run: LanguageModelRun, from checkpoints: CheckpointStore,
    to writer: StateStoreWriter, _ observe: (TrainingEvent) throws -> Void
  ) throws {
    for step in steps {
      let weights = try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
      let model = try LanguageModel(run.model, weights: weights)
      for item in recording.items {
        try SnapshotRecorder(writer: writer).record(item, of: model, step: step)
        try observe(.snapshot(step: step, probe: item.probe.name))
      }
    }
    try writer.finish()
  }
}
