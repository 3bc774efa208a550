import Corpora
import Networks
import Storage
import Training

/// A trained run of a language model: its configuration, corpus and weights.
struct StoredRun {
  let directory: RunDirectory
  let configuration: LanguageModelRun
  private let files: any FileSystem

  /// Opens a run's folder and reads its configuration.
  ///
  /// - Throws: `CommandError.badData` when the run is of an image network.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    directory = try RunDirectory(opening: path, in: files)
    guard try RunKind(of: directory, in: files) == .language else {
      throw CommandError.badData("\(path) is a run of an image network; give one of a language model")
    }
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
  func step(_ step: ActivationSource.Step) throws -> Int { try checkpoints.number(of: step, run: directory) }

  /// The model at a step.
  func model(step: Int) throws -> LanguageModel {
    let weights = try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
    return try LanguageModel(configuration.model, weights: weights)
  }
}
