import Storage

/// Decodes the images of class folders, one by one, into one array for each part.
///
/// All images of a set become coloured when one of them is.
struct ImageFolderReader {
  /// The images of one part, as they were read.
  struct Part {
    /// [image][row][column][channel].
    var pixels: [UInt8] = []
    /// How many channels ``pixels`` has.
    var channels = 1
    var labels: [Int32] = []
    /// The SHA-256 of the list of files with theirs.
    var hash = ""
  }

  private struct File {
    let label: Int
    let path: String
    /// Within the part's folder.
    let name: String
  }

  let classes: [String]
  let fileSystem: any FileSystem
  /// The first image of the set, whose height and width all must have.
  private var first: (path: String, shape: ImageShape)?
  /// 3 once an image was coloured.
  private var channels = 1

  init(classes: [String], fileSystem: any FileSystem) {
    self.classes = classes
    self.fileSystem = fileSystem
  }

  /// The folders in a folder, in the order of the alphabet; hidden ones are other programs'.
  static func folders(in folder: String, _ fileSystem: any FileSystem) throws -> [String] {
    try fileSystem.list(folder).filter {
      try !$0.hasPrefix(".") && fileSystem.kind(Path.join(folder, $0)) == .folder
    }
  }

  /// Reads the folders of a part.
  ///
  /// - Parameter isTraining: whether each folder must hold images.
  mutating func read(_ folder: String, isTraining: Bool) throws -> Part {
    let files = try files(in: folder, isTraining: isTraining)
    var part = Part(channels: channels)
    part.labels.reserveCapacity(files.count)
    var digests = ""
    for file in files {
      let bytes = try fileSystem.read(file.path)
      let image = try ImageFile(bytes, path: file.path)
      try check(image, file.path)
      if image.channels > part.channels {
        Self.expand(&part.pixels, capacity: files.count * image.pixels.count)
        part.channels = image.channels
      }
      if part.labels.isEmpty {
        part.pixels.reserveCapacity(files.count * image.height * image.width * part.channels)
      }
      if image.channels == part.channels {
        part.pixels += image.pixels
      } else {
        for value in image.pixels {
          part.pixels.append(contentsOf: repeatElement(value, count: part.channels))
        }
      }
      part.labels.append(Int32(file.label))
      digests += "\(file.name) \(try Digest.sha256(bytes))\n"
    }
    channels = part.channels
    part.hash = try Digest.sha256(digests)
    return part
  }

  /// The images of a part, coloured when any image that was read is.
  func images(of part: consuming Part?) -> LabelledImages? {
    guard var part, let shape = first?.shape else { return nil }
    if part.channels < channels { Self.expand(&part.pixels, capacity: 3 * part.pixels.count) }
    return LabelledImages(
      shape: ImageShape(height: shape.height, width: shape.width, channels: channels), pixels: part.pixels,
      labels: part.labels)
  }

  private mutating func check(_ image: ImageFile, _ path: String) throws {
    let shape = ImageShape(height: image.height, width: image.width, channels: image.channels)
    let expected = first ?? (path, shape)
    guard shape.height == expected.shape.height, shape.width == expected.shape.width else {
      throw CorporaError.mixedSizes(path: path, found: shape, expected: expected.shape, first: expected.path)
    }
    first = expected
  }

  private func files(in folder: String, isTraining: Bool) throws -> [File] {
    let folders = try Self.folders(in: folder, fileSystem)
    if let stranger = folders.first(where: { !classes.contains($0) }) {
      throw CorporaError.unknownClass(path: Path.join(folder, stranger), name: stranger)
    }
    var files: [File] = []
    for (label, name) in classes.enumerated() where folders.contains(name) {
      let path = Path.join(folder, name)
      let images = try fileSystem.list(path).filter { ImageFile.isImage($0) && !$0.hasPrefix(".") }
      if isTraining, images.isEmpty { throw CorporaError.noImages(path: path) }
      files += images.map { File(label: label, path: Path.join(path, $0), name: "\(name)/\($0)") }
    }
    guard !files.isEmpty else { throw CorporaError.noImages(path: folder) }
    return files
  }

  /// Repeats each grey value three times, in place.
  private static func expand(_ pixels: inout [UInt8], capacity: Int) {
    let count = pixels.count
    pixels.reserveCapacity(capacity)
    pixels.append(contentsOf: repeatElement(0, count: 2 * count))
    var span = pixels.mutableSpan
    var place = count - 1
    while place >= 0 {
      let value = span[place]
      span[3 * place] = value
      span[3 * place + 1] = value
      span[3 * place + 2] = value
      place -= 1
    }
  }
}
