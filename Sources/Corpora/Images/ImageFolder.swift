import Storage

/// A folder with a folder for each class, in which JPEG and PNG images lie.
enum ImageFolder {
  static let description = "train/CLASS/*.jpg (or .png) and test/CLASS/*.jpg"
  /// One class a line, in the order of labels; the alphabet decides where there is none.
  static let classFile = "classes.txt"

  /// The names of the folder of a part.
  private static let names = ["train": ["train"], "test": ["test", "val", "valid"]]

  /// Whether a folder is one.
  static func isPresent(in folder: String, _ fileSystem: any FileSystem) throws -> Bool {
    try path(of: "train", in: folder, fileSystem) != nil
  }

  /// Reads both parts.
  ///
  /// - Throws: ``CorporaError`` or a storage error that names the file.
  static func read(_ folder: String, in fileSystem: any FileSystem) throws -> (
    train: LabelledImages, test: LabelledImages, classNames: [String], hashes: [String: String]
  ) {
    guard let train = try path(of: "train", in: folder, fileSystem),
      let test = try path(of: "test", in: folder, fileSystem)
    else {
      throw CorporaError.missingImages(path: Path.join(folder, "test"), alternatives: [description])
    }
    let classes = try classes(of: folder, train: train, fileSystem)
    var first: (path: String, shape: ImageShape)?
    let parts = try [train, test].map { try part($0, classes, &first, fileSystem) }
    let channels = parts.flatMap(\.images).map(\.channels).max() ?? 1
    guard let first else { throw CorporaError.missingImages(path: train, alternatives: [description]) }
    let shape = ImageShape(height: first.shape.height, width: first.shape.width, channels: channels)
    let labelled = parts.map { part in
      LabelledImages(
        shape: shape, pixels: part.images.flatMap { $0.pixels(channels: channels) }, labels: part.labels)
    }
    return (labelled[0], labelled[1], classes, ["train": parts[0].hash, "test": parts[1].hash])
  }

  private static func path(of part: String, in folder: String, _ fileSystem: any FileSystem) throws -> String?
  {
    try (names[part] ?? []).map { Path.join(folder, $0) }.first { try fileSystem.kind($0) == .folder }
  }

  private static func classes(of folder: String, train: String, _ fileSystem: any FileSystem) throws
    -> [String]
  {
    let present = try folders(in: train, fileSystem)
    let path = Path.join(folder, classFile)
    guard try fileSystem.kind(path) == .file else { return present }
    let lines = String(decoding: try fileSystem.read(path), as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmingPrefix { $0.isWhitespace } }
      .map { line in String(line.reversed().drop { $0.isWhitespace }.reversed()) }.filter { !$0.isEmpty }
    if let stranger = present.first(where: { !lines.contains($0) }) {
      throw CorporaError.badImageFile(
        path: path, problem: "it does not name the class '\(stranger)' of \(train)")
    }
    guard Set(lines).count == lines.count else {
      throw CorporaError.badImageFile(path: path, problem: "it names a class twice")
    }
    return lines
  }

  /// The folders in a folder, in the order of the alphabet; hidden ones are other programs'.
  private static func folders(in folder: String, _ fileSystem: any FileSystem) throws -> [String] {
    try fileSystem.list(folder).filter {
      try !$0.hasPrefix(".") && fileSystem.kind(Path.join(folder, $0)) == .folder
    }.sorted()
  }

  private struct Part {
    var images: [ImageFile] = []
    var labels: [Int32] = []
    /// Of the digests of all files, in order.
    var hash = ""
  }

  private static func part(
    _ folder: String, _ classes: [String], _ first: inout (path: String, shape: ImageShape)?,
    _ fileSystem: any FileSystem
  ) throws -> Part {
    var part = Part()
    var digests = ""
    let folders = try folders(in: folder, fileSystem)
    if let stranger = folders.first(where: { !classes.contains($0) }) {
      throw CorporaError.badImageFile(
        path: Path.join(folder, stranger), problem: "the training images have no class '\(stranger)'")
    }
    for (label, name) in classes.enumerated() where folders.contains(name) {
      let folder = Path.join(folder, name)
      for file in try fileSystem.list(folder).sorted() where ImageFile.isImage(file) && !file.hasPrefix(".") {
        let path = Path.join(folder, file)
        let bytes = try fileSystem.read(path)
        let image = try ImageFile(bytes, path: path)
        let shape = ImageShape(height: image.height, width: image.width, channels: image.channels)
        let expected = first ?? (path, shape)
        guard shape.height == expected.shape.height, shape.width == expected.shape.width else {
          throw CorporaError.mixedSizes(
            path: path, found: shape, expected: expected.shape, first: expected.path)
        }
        first = expected
        part.images.append(image)
        part.labels.append(Int32(label))
        digests += "\(name)/\(file) \(try Digest.sha256(bytes))\n"
      }
    }
    guard !part.images.isEmpty else {
      throw CorporaError.badImageFile(
        path: folder, problem: "its class folders hold no .jpg, .jpeg or .png file")
    }
    part.hash = try Digest.sha256(Array(digests.utf8))
    return part
  }
}

extension ImageFile {
  /// The pixels, a grey one repeated where three channels are wanted.
  fileprivate func pixels(channels: Int) -> [UInt8] {
    channels == self.channels ? pixels : pixels.flatMap { [$0, $0, $0] }
  }
}
