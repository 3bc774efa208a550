import Storage

/// A folder with a folder for each class, in which JPEG and PNG images lie.
enum ImageFolder {
  static let description =
    "train/CLASS/*.jpg (or .jpeg, .png) and test/CLASS/*.jpg, with val or valid beside or in place of test"
  /// One class a line, in the order of labels; the alphabet decides where there is none.
  static let classFile = "classes.txt"

  /// The folders that show that a folder holds such a set.
  static let partFolders = ["train", "test", "val", "valid"]

  /// The folders of the parts: `train`, `test`, and `val` or `valid`, which is the test part where there is
  /// no `test`.
  ///
  /// - Parameter needsTraining: whether `train` must be there.
  /// - Throws: ``CorporaError``.
  static func parts(
    of folder: String, needsTraining: Bool = true, in fileSystem: any FileSystem
  ) throws -> [(ImagePart, path: String)] {
    let train = Path.join(folder, "train")
    let hasTraining = try fileSystem.kind(train) == .folder
    guard hasTraining || !needsTraining else {
      throw CorporaError.missingImages(path: train, alternatives: [description])
    }
    let held = try ["test", "val", "valid"].filter { try fileSystem.kind(Path.join(folder, $0)) == .folder }
    if held.contains("val"), held.contains("valid") {
      throw CorporaError.ambiguous(folder: folder, first: "val", second: "valid")
    }
    guard let test = held.first else {
      throw CorporaError.missingImages(path: Path.join(folder, "test"), alternatives: [description])
    }
    let names: [(ImagePart, String)] =
      (hasTraining ? [(.train, "train")] : []) + [(.test, test)] + held.dropFirst().map { (.valid, $0) }
    return names.map { ($0, Path.join(folder, $1)) }
  }

  /// Reads the parts.
  ///
  /// - Parameter needsTraining: whether there must be training images; where there are none the folders of the test images
  ///   are the classes.
  /// - Throws: ``CorporaError`` or a storage error that names the file.
  static func read(
    _ folder: String, needsTraining: Bool = true, in fileSystem: any FileSystem
  ) throws -> ImageSetContents {
    let places = try parts(of: folder, needsTraining: needsTraining, in: fileSystem)
    let classes = try classes(of: folder, in: places[0].path, fileSystem)
    var reader = ImageFolderReader(classes: classes, fileSystem: fileSystem)
    var parts: [ImagePart: ImageFolderReader.Part] = [:]
    for (part, path) in places { parts[part] = try reader.read(path, isTraining: part == .train) }
    let hashes = places.map { part, _ in (part.rawValue, parts[part]?.hash ?? "") }
    // Each part is taken out, so that it is not copied where it becomes coloured.
    let test = reader.images(of: parts.removeValue(forKey: .test))
    let valid = reader.images(of: parts.removeValue(forKey: .valid))
    guard let test else { throw CorporaError.noImages(path: folder) }
    let train =
      reader.images(of: parts.removeValue(forKey: .train))
      ?? LabelledImages(shape: test.shape, pixels: [], labels: [])
    return ImageSetContents(
      train: train, valid: valid, test: test, classNames: classes,
      hashes: Dictionary(uniqueKeysWithValues: hashes))
  }

  /// The classes of the folders in a part, in the order of the class file where there is one.
  private static func classes(of folder: String, in part: String, _ fileSystem: any FileSystem) throws
    -> [String]
  {
    let present = try ImageFolderReader.folders(in: part, fileSystem)
    let path = Path.join(folder, classFile)
    guard try fileSystem.kind(path) == .file else { return present }
    let lines = String(decoding: try fileSystem.read(path), as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { line in
        String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
      }
      .filter { !$0.isEmpty }
    if let stranger = present.first(where: { !lines.contains($0) }) {
      throw CorporaError.badClassFile(
        path: path, problem: "it does not name the class '\(stranger)' of \(part)")
    }
    if let twice = lines.indices.first(where: { lines[..<$0].contains(lines[$0]) }) {
      throw CorporaError.badClassFile(path: path, problem: "it names the class '\(lines[twice])' twice")
    }
    return lines
  }
}
