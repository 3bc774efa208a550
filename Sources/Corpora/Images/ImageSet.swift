public import Storage

/// Labelled images in two parts, of one size and with the same classes.
public struct ImageSet: Equatable, Sendable {
  /// The folder's name.
  public let name: String
  /// The folder that the files came from.
  public let folder: String
  /// The name of each class, in the order of labels.
  public let classNames: [String]
  /// What networks learn from.
  public let train: LabelledImages
  /// What they are scored on.
  public let test: LabelledImages
  /// The SHA-256 of each file as it is unpacked, by its name; of class folders, that of the list of files with theirs.
  public let hashes: [String: String]

  /// The size of every image.
  public var shape: ImageShape { train.shape }

  /// Reads a set.
  ///
  /// - Parameters:
  ///   - folder: a folder with the four IDX files of MNIST, gzipped or not, with CIFAR-10's six batches, or with a folder
  ///     of JPEG and PNG images for each class below `train` and `test`.
  ///   - fileSystem: where to read.
  /// - Throws: ``CorporaError``, and what the file system throws.
  public static func load(_ folder: String, in fileSystem: any FileSystem = LocalFileSystem()) throws
    -> ImageSet
  {
    if try ImageFolder.isPresent(in: folder, fileSystem) {
      let set = try ImageFolder.read(folder, in: fileSystem)
      return ImageSet(
        name: Path.name(of: folder), folder: folder, classNames: set.classNames, train: set.train,
        test: set.test,
        hashes: set.hashes)
    }
    var files = ImageFiles(folder: folder, fileSystem: fileSystem)
    let isCIFAR10 = try files.exists(CIFAR10Files.test)
    let (train, test) = try isCIFAR10 ? CIFAR10Files.read(&files) : IDXFiles.read(&files)
    let classes = Int(train.labels.max() ?? 0) + 1
    return ImageSet(
      name: Path.name(of: folder), folder: folder,
      classNames: isCIFAR10 ? CIFAR10.classNames : (0..<classes).map(String.init), train: train, test: test,
      hashes: files.hashes)
  }
}
