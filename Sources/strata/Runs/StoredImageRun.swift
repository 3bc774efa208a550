import Corpora
import Networks
import Storage
import Training

/// A trained run of an image network: its configuration, images and weights.
struct StoredImageRun: StoredTraining {
  let directory: RunDirectory
  let configuration: ImageRun
  let files: any FileSystem

  /// Opens a run's folder and reads its configuration.
  ///
  /// - Throws: `CommandError.badData` when the run is of a language model, or its configuration cannot be used.
  init(opening path: String, in files: any FileSystem) throws {
    self.files = files
    (directory, configuration) = try Self.open(path, kind: .image, as: ImageRun.self, in: files)
    try asBadData { try configuration.validate() }
  }

  /// Does what depends on the configuration; a setting that cannot be used is bad data there, since a file holds it.
  private func asBadData<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch  where ProgramExit(of: error) == .wrongUsage {
      throw CommandError.badData("\(directory.configPath) cannot be used: \(error)")
    }
  }

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

  /// The network at a step.
  func network(step: Int) throws -> ImageNetwork {
    try ImageNetwork(configuration.network, weights: weights(step: step))
  }
}
