public import Storage
import Tensors

/// What `images.json` in the folder of a generated image set says.
public struct SyntheticImageSet: Codable, Equatable, Sendable {
  /// The name of the file that holds this.
  public static let fileName = "images.json"

  /// The seed of all images.
  public let seed: UInt64
  /// What the images are.
  public let images: SyntheticImages
  /// The number of training images.
  public let train: Int
  /// The number of test images.
  public let test: Int

  /// Generates a set: four IDX files, and `images.json`.
  ///
  /// - Parameters:
  ///   - folder: where to write; made when it is absent. A folder that holds other images is refused.
  ///   - images: what the images are.
  ///   - train: the number of training images.
  ///   - test: the number of test images.
  ///   - seed: the same seed gives the same bytes.
  ///   - fileSystem: where to write.
  /// - Returns: what was written into `images.json`.
  @discardableResult
  public static func write(
    to folder: String, images: SyntheticImages, train: Int, test: Int, seed: UInt64,
    in fileSystem: any FileSystem
  ) throws -> SyntheticImageSet {
    let isOurs = try fileSystem.exists(Path.join(folder, fileName))
    if !isOurs, try fileSystem.kind(folder) == .folder, try !fileSystem.list(folder).isEmpty {
      throw CorporaError.usage(
        "\(folder) holds files that were not generated; name another folder for synthetic images")
    }
    let key = RandomKey(seed: seed).child("synthetic images").child(images.kind.rawValue)
    let set = SyntheticImageSet(seed: seed, images: images, train: train, test: test)
    try fileSystem.makeFolders(folder)
    try AtomicWrite.replace(Path.join(folder, fileName), with: try StrictJSON.encode(set), in: fileSystem)
    try IDXFiles.write(
      train: images.generate(train, key: key.child("train")),
      test: images.generate(test, key: key.child("test")),
      to: folder, in: fileSystem)
    return set
  }
}
