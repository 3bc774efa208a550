import Storage

/// The files of an image set in a folder, each perhaps gzipped, and the digests of those that were read.
struct ImageFiles {
  let folder: String
  let fileSystem: any FileSystem
  private(set) var hashes: [String: String] = [:]

  init(folder: String, fileSystem: any FileSystem) {
    self.folder = folder
    self.fileSystem = fileSystem
  }

  /// Where a file is, plain or gzipped; nil when it is not there.
  func path(of name: String) throws -> String? {
    try [name, "\(name).gz"].map { Path.join(folder, $0) }.first { try fileSystem.kind($0) == .file }
  }

  /// Whether a file is there.
  func exists(_ name: String) throws -> Bool { try path(of: name) != nil }

  /// Reads the first of `names` that is there.
  ///
  /// - Returns: its contents, unpacked, and its path for messages.
  /// - Throws: ``CorporaError/missingImages(path:alternatives:)``, and what the disk or the archive throws.
  mutating func read(_ names: [String]) throws -> (bytes: [UInt8], path: String) {
    guard let name = try names.first(where: { try exists($0) }), let path = try path(of: name) else {
      throw CorporaError.missingImages(
        path: Path.join(folder, names[0]),
        alternatives: [IDXFiles.description, CIFAR10Files.description, ImageFolder.description])
    }
    let bytes: [UInt8]
    if Path.fileExtension(of: path) == "gz" {
      bytes = try ArchiveFile(path).read(name)
    } else {
      bytes = try fileSystem.read(path)
    }
    hashes[name] = try Digest.sha256(bytes)
    return (bytes, path)
  }
}
