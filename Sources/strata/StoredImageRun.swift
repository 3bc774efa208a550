import Corpora
import Networks
import Storage
import Training

/// A trained run of an image network: its configuration, images and weights.
struct StoredImageRun {
  let directory: RunDirectory
  let configuration: ImageRun
  private let files: any FileSystem

  /// Opens a run's folder and reads its configuration.
  ///
  /// - Throws: `CommandError.badData` when the run is of a language model, or its configuration cannot be used.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    directory = try RunDirectory(opening: path, in: files)
    guard try RunKind(of: directory, in: files) == .image else {
      throw CommandError.badData("\(path) is a run of a language model; give one of an image network")
    }
    configuration = try StrictJSON.decode(
      ImageRun.self, from: try files.read(directory.configPath), source: directory.configPath)
    try asBadData { try configuration.validate() }
  }

  /// Does what depends on the configuration; a setting that cannot be used is bad data there, since a file holds it.
  private func asBadData<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch where ProgramExit(of: error) == .wrongUsage {
      throw CommandError.badData("\(directory.configPath) cannot be used: \(error)")
    }
  }

  /// The checkpoints.
  var checkpoints: CheckpointStore { CheckpointStore(run: directory, fileSystem: files) }

  /// The run's images as it trained on them; the files must be the ones that it was trained on.
  ///
  /// - Throws: `CommandError.badData` when the configuration does not fit them, besides what reading them throws.
  func images() throws -> ImageSet {
    let set = try ImageSet.load(configuration.data, in: files)
    let completed = try configuration.completed(for: set)
    guard completed.network == configuration.network else {
      throw CommandError.badData(
        "\(directory.configPath) is of a network for other images than the \(set.shape) in \(set.classNames.count) classes "
          + "of \(set.folder); put the height, width, channels and classes back that the run began with")
    }
    return try asBadData { try completed.images(of: set) }
  }

  /// How pixels become numbers.
  func transform(of images: ImageSet) -> PixelTransform {
    PixelTransform(configuration.scaling, training: images.train)
  }

  /// The number of a step that has a checkpoint.
  func step(_ step: ActivationSource.Step) throws -> Int { try checkpoints.number(of: step, run: directory) }

  /// The network at a step.
  func network(step: Int) throws -> ImageNetwork {
    let weights = try checkpoints.load(step: step).model.tensors.map { ($0.name, $0.tensor) }
    return try ImageNetwork(configuration.network, weights: weights)
  }
}
