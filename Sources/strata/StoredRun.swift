import Corpora
import Networks
import Storage
import Training

/// A trained run: its configuration, corpus and weights.
struct StoredRun {
  let directory: RunDirectory
  let configuration: LanguageModelRun
  private let files: any FileSystem

  /// Opens a run's folder and reads its configuration.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    directory = try RunDirectory(opening: path, in: files)
    configuration = try StrictJSON.decode(
      LanguageModelRun.self, from: try files.read(directory.configPath), source: directory.configPath)
  }

  /// The checkpoints.
  var checkpoints: CheckpointStore { CheckpointStore(run: directory, fileSystem: files) }

  /// The run's corpus; its texts must be the ones that the run was trained on.
  func corpus() throws -> TextCorpus {
    let corpus = try TextCorpus.load(configuration.data, in: files)
    _ = try configuration.completed(for: corpus)
    return corpus
  }

  /// The number of a step that has a checkpoint.
  func step(_ step: ActivationSource.Step) throws -> Int {
    let steps = try checkpoints.steps()
    let found: Int?
    switch step {
    case .first: found = steps.first
    case .last: found = steps.last
    case .number(let number): found = steps.contains(number) ? number : nil
    }
    guard let found else {
      let known = steps.isEmpty ? "none" : steps.map(String.init).joined(separator: ", ")
      throw CommandError.badData("\(directory.path) has no checkpoint of that step; it has \(known)")
    }
    return found
  }

  /// The model at a step.
  func model(step: Int) throws -> LanguageModel {
    let weights = try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
    return try LanguageModel(configuration.model, weights: weights)
  }
}
