import Corpora
import Networks
import Storage
import Training

/// A trained run of a language model: its configuration, corpus and weights.
struct StoredRun: StoredTraining {
  let directory: RunDirectory
  let configuration: LanguageModelRun
  let files: any FileSystem

  /// Opens a run's folder and reads its configuration.
  ///
  /// - Throws: `CommandError.badData` when the run is of an image network.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    (directory, configuration) = try Self.open(path, kind: .language, as: LanguageModelRun.self, in: files)
  }

  /// The run's corpus; its texts must be the ones that the run was trained on.
  func corpus() throws -> TextCorpus {
    let corpus = try configuration.corpus(in: files)
    _ = try configuration.completed(for: corpus)
    return corpus
  }

  /// The model at a step.
  func model(step: Int) throws -> LanguageModel {
    try LanguageModel(configuration.model, weights: weights(step: step))
  }
}
