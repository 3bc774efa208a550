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
  /// - Throws: `CommandError.badData` when the run is of a language model.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    directory = try RunDirectory(opening: path, in: files)
    guard try RunKind(of: directory, in: files) == .image else {
      throw CommandError.badData("\(path) is a run of a language model; give one of an image network")
    }
    configuration = try StrictJSON.decode(
      ImageRun.self, from: try files.read(directory.configPath), source: directory.configPath)
  }

  /// The checkpoints.
  var checkpoints: CheckpointStore { CheckpointStore(run: directory, fileSystem: files) }

  /// The run's images as it trained on them; the files must be the ones that it was trained on.
  func images() throws -> ImageSet {
    let set = try ImageSet.load(configuration.data, in: files)
    return try configuration.completed(for: set).images(of: set)
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
