import Storage

/// A folder with a folder for each class, in which JPEG and PNG images lie.
enum ImageFolder {
  static let description =
    "train/CLASS/*.jpg (or .jpeg, .png) and test/CLASS/*.jpg, with val or valid beside or in place of test"
  /// One class a line, in the order of labels; the alphabet decides where there is none.
  static let classFile = "classes.txt"

  /// The folders of the parts: `train`, `test`, and `val` or `valid`, which is the test part where there is
  /// no `test`.
  ///
  /// - Throws: ``CorporaError``.
  static func parts(of folder: String, in fileSystem: any FileSystem) throws -> [(ImagePart, path: String)] {
    let held = try ["test", "val", "valid"].filter { try fileSystem.kind(Path.join(folder, $0)) == .folder }
    if held.contains("val"), held.contains("valid") {
      throw CorporaError.ambiguous(folder: folder, first: "val", second: "valid")
    }
    guard let test = held.first else {
      throw CorporaError.missingImages(path: Path.join(folder, "test"), alternatives: [description])
    }
    let names: [(ImagePart, String)] =
      [(.train, "train"), (.test, test)] + held.dropFirst().map { (.valid, $0) }
    return names.map { ($0, Path.join(folder, $1)) }
  }

  /// Reads the parts.
  ///
  /// - Throws: ``CorporaError`` or a storage error that names the file.
  static func read(_ folder: String, in fileSystem: any FileSystem) throws -> ImageSetContents {
    let places = try parts(of: folder, in: fileSystem)
    let classes = try classes(of: folder, train: Path.join(folder, "train"), fileSystem)
    var reader = ImageFolderReader(classes: classes, fileSystem: fileSystem)
    var parts: [ImagePart: ImageFolderReader.Part] = [:]
    for (part, path) in places { parts[part] = try reader.read(path, isTraining: part == .train) }
    let hashes = places.map { part, _ in (part.rawValue, parts[part]?.hash ?? "") }
    // Each part is taken out, so that it is not copied where it becomes coloured.
    let test = reader.images(of: parts.removeValue(forKey: .test))
    let valid = reader.images(of: parts.removeValue(forKey: .valid))
    guard let train = reader.images(of: parts.removeValue(forKey: .train)), let test else {
      throw CorporaError.noImages(path: folder)
    }
    return ImageSetContents(
      train: train, valid: valid, test: test, classNames: classes,
      hashes: Dictionary(uniqueKeysWithValues: hashes))
  }

  private static func classes(of folder: String, train: String, _ fileSystem: any FileSystem) throws
    -> [String]
  {
    let present = try ImageFolderReader.folders(in: train, fileSystem)
    let path = Path.join(folder, classFile)
    guard try fileSystem.kind(path) == .file else { return present }
    let lines = String(decoding: try fileSystem.read(path), as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { line in
        String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
      }
      .filter { !$0.isEmpty }
    if let stranger = present.first(where: { !lines.contains($0) }) {
      throw CorporaError.badClassFile(
        path: path, problem: "it does not name the class '\(stranger)' of \(train)")
    }
    if let twice = lines.indices.first(where: { lines[..<$0].contains(lines[$0]) }) {
      throw CorporaError.badClassFile(path: path, problem: "it names the class '\(lines[twice])' twice")
    }
    return lines
  }
}
