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
  ///   - plan: what to record; its schedules choose among the saved steps.
  ///   - run: the run's configuration.
  ///   - corpus: its text.
  ///   - directory: its folder.
  ///   - steps: the steps to record; nil for every saved one.
  ///   - path: the folder of the new store.
  ///   - effect: measures what storing does to an analysis.
  ///   - fileSystem: the files.
  ///   - observe: told after each snapshot.
  /// - Returns: the steps that were recorded.
  /// - Throws: ``TrainingError/nothingToResume(path:)`` when no step is saved, or a storage error.
  public static func record(
    _ plan: RecordingPlan, run: LanguageModelRun, corpus: TextCorpus, directory: RunDirectory, steps: [Int]?,
    to path: String, effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem,
    observe: (TrainingEvent) throws -> Void
  ) throws -> [Int] {
    let checkpoints = CheckpointStore(run: directory, fileSystem: fileSystem)
    let saved = try steps ?? checkpoints.steps()
    guard !saved.isEmpty else { throw TrainingError.nothingToResume(path: directory.checkpointsPath) }
    let recording = try Recording(plan, model: run.model, corpus: corpus)
    let writer = try recording.writer(at: path, of: run, resumingAt: nil, effect: effect, in: fileSystem)
    for step in saved.sorted() {
      let weights = try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
      let model = try LanguageModel(run.model, weights: weights)
      for item in recording.items {
        try SnapshotRecorder(writer: writer).record(item, of: model, step: step)
        try observe(.snapshot(step: step, probe: item.probe.name))
      }
    }
    try writer.finish()
    return saved
  }
}
