public import Storage
import Tensors

/// What `images.json` in the folder of a generated image set says.
public struct SyntheticImageSet: Codable, Equatable, Sendable {
  /// The name of the file that holds this.
  public static let fileName = "images.json"
  /// The greatest number of pixels of a set, that memory may hold it.
  static let greatestPixels = 1_000_000_000

  /// The seed of all images.
  public let seed: UInt64
  /// What the images are.
  public let images: SyntheticImages
  /// The number of training images.
  public let train: Int
  /// The number of test images.
  public let test: Int
  /// The SHA-256 of each of the four IDX files, by its name.
  public let hashes: [String: String]

  /// Generates a set: four IDX files, and `images.json`.
  ///
  /// Labels of an earlier set are removed first and the new ones are written last, so that an interrupted
  /// generation leaves no set that can be read.
  ///
  /// - Parameters:
  ///   - folder: where to write; made when it is absent. A folder that holds other files is refused.
  ///   - images: what the images are.
  ///   - train: the number of training images.
  ///   - test: the number of test images.
  ///   - seed: the same seed gives the same bytes.
  ///   - fileSystem: where to write.
  /// - Returns: what was written into `images.json`.
  /// - Throws: ``CorporaError/usage(_:)`` for numbers out of range, and what the file system throws.
  @discardableResult
  public static func write(
    to folder: String, images: SyntheticImages, train: Int, test: Int, seed: UInt64,
    in fileSystem: any FileSystem
  ) throws -> SyntheticImageSet {
    try validate(images, train: train, test: test)
    try refuseOthers(in: folder, fileSystem)
    let key = RandomKey(seed: seed).child("synthetic images").child(images.kind.rawValue)
    let parts = [
      ("train", images.generate(train, key: key.child("train"))),
      ("t10k", images.generate(test, key: key.child("test"))),
    ]
    var files: [(name: String, bytes: [UInt8])] = []
    for (name, part) in parts {
      files.append(
        (
          IDXFiles.imageFile(name),
          IDX.encode(part.pixels, dimensions: [part.count, part.shape.height, part.shape.width])
        ))
    }
    for (name, part) in parts {
      files.append(
        (IDXFiles.labelFile(name), IDX.encode(part.labels.map { UInt8($0) }, dimensions: [part.count])))
    }
    let hashes = try files.map { ($0.name, try Digest.sha256($0.bytes)) }
    let set = SyntheticImageSet(
      seed: seed, images: images, train: train, test: test, hashes: Dictionary(uniqueKeysWithValues: hashes))
    try fileSystem.makeFolders(folder)
    for name in IDXFiles.names.flatMap(ImageFiles.names) {
      try fileSystem.removeTree(Path.join(folder, name))
    }
    try fileSystem.syncFolder(folder)
    try AtomicWrite.replace(Path.join(folder, fileName), with: try StrictJSON.encode(set), in: fileSystem)
    for file in files {
      try AtomicWrite.replace(Path.join(folder, file.name), with: file.bytes, in: fileSystem)
    }
    return set
  }

  /// Checks that a set can be generated.
  ///
  /// - Throws: ``CorporaError/usage(_:)`` where there are too many images or too few.
  public static func validate(_ images: SyntheticImages, train: Int, test: Int) throws {
    for (name, count) in [("training", train), ("test", test)] where !(1...10_000_000).contains(count) {
      throw CorporaError.usage("a set has from 1 to 10000000 \(name) images, not \(count)")
    }
    let pixels = (train + test) * images.size * images.size
    guard pixels <= greatestPixels else {
      throw CorporaError.usage(
        "\(train + test) images of \(images.size) × \(images.size) have \(pixels) pixels; "
          + "choose fewer or smaller ones, for at most \(greatestPixels)")
    }
  }

  private static func refuseOthers(in folder: String, _ fileSystem: any FileSystem) throws {
    // A hidden file may be what an interrupted write left of images.json.
    let others =
      try fileSystem.kind(folder) == .folder ? fileSystem.list(folder).filter { !$0.hasPrefix(".") } : []
    guard others.isEmpty || others.contains(fileName) else {
      throw CorporaError.usage(
        "\(folder) holds files that were not generated; name another folder for synthetic images")
    }
  }

  /// Reads `images.json` of a folder, or returns nil when there is none.
  public static func read(from folder: String, in fileSystem: any FileSystem) throws -> SyntheticImageSet? {
    let path = Path.join(folder, fileName)
    guard try fileSystem.kind(path) == .file else { return nil }
    return try StrictJSON.decode(SyntheticImageSet.self, from: try fileSystem.read(path), source: path)
  }
}
