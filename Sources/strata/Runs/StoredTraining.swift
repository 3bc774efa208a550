import Networks
import Storage
import Tensors
import Training

/// A trained run in its folder, whatever it trains.
protocol StoredTraining {
  /// The run's folder.
  var directory: RunDirectory { get }
  /// Where it is read.
  var files: any FileSystem { get }
}

extension StoredTraining {
  /// Opens the folder of a run of a kind and reads its configuration.
  ///
  /// - Throws: `CommandError.badData` when the run is of another kind.
  static func open<Run: Decodable>(
    _ path: String, kind: RunKind, as type: Run.Type, in files: any FileSystem
  ) throws -> (directory: RunDirectory, configuration: Run) {
    let directory = try RunDirectory(opening: path, in: files)
    let found = try RunKind(of: directory, in: files)
    guard found == kind else {
      throw CommandError.badData("\(path) is a run of \(found.network); give one of \(kind.network)")
    }
    return (
      directory,
      try StrictJSON.decode(
        type, from: try files.read(directory.configPath), source: directory.configPath)
    )
  }

  /// The checkpoints.
  var checkpoints: CheckpointStore { CheckpointStore(run: directory, fileSystem: files) }

  /// The number of a step that has a checkpoint.
  func step(_ step: ActivationSource.Step) throws -> Int { try checkpoints.number(of: step, run: directory) }

  /// The weights of a step by name.
  func weights(step: Int) throws -> [(name: String, tensor: Tensor)] {
    try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
  }
}

extension RunKind {
  /// What a run of this kind trains, in words.
  fileprivate var network: String {
    switch self {
    case .language: "a language model"
    case .image: "an image network"
    }
  }
}
