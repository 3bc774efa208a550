import Storage

/// The files of an image set, each perhaps gzipped, and the digests of those that were read.
struct ImageFiles {
  private enum Source {
    case folder(any FileSystem)
    /// By name, unpacked.
    case memory([String: [UInt8]])
  }

  /// The folder, or in messages the archive, that the files are in.
  let folder: String
  private let source: Source
  /// The SHA-256 of each file that was read, unpacked.
  private(set) var hashes: [String: String] = [:]
  /// Those of them that have the name of a published file but not its checksum.
  private(set) var unpublished: [String] = []

  /// Files in a folder.
  init(folder: String, fileSystem: any FileSystem) {
    self.folder = folder
    source = .folder(fileSystem)
  }

  /// Files that were read and unpacked.
  init(contents: [String: [UInt8]], of folder: String) {
    self.folder = folder
    source = .memory(contents)
  }

  /// The names that a file may have: some copies of IDX files have a dot where others have a hyphen.
  static func names(of name: String) -> [String] {
    let spellings = IDXFiles.otherSpelling(of: name).map { [name, $0] } ?? [name]
    return spellings + spellings.map { "\($0).gz" }
  }

  /// Where a file is, plain or gzipped; nil when it is not there.
  func path(of name: String) throws -> String? {
    switch source {
    case .memory(let contents): contents[name].map { _ in Path.join(folder, name) }
    case .folder(let fileSystem):
      try Self.names(of: name).map { Path.join(folder, $0) }.first { try fileSystem.kind($0) == .file }
    }
  }

  /// The first of `names` that is there.
  func firstPresent(of names: [String]) throws -> String? { try names.first { try path(of: $0) != nil } }

  /// Reads a file.
  ///
  /// - Returns: its contents, unpacked, and its path for messages.
  /// - Throws: ``CorporaError/missingImages(path:alternatives:)``,
  ///   ``CorporaError/badImageFile(path:problem:)`` where it cannot be unpacked, and what the disk throws.
  mutating func read(_ name: String) throws -> (bytes: [UInt8], path: String) {
    guard let path = try path(of: name) else {
      throw CorporaError.missingImages(
        path: Path.join(folder, name), alternatives: ImageLayout.allCases.map(\.description))
    }
    let bytes =
      switch source {
      case .memory(let contents): contents[name] ?? []
      case .folder(let fileSystem): try Self.unpacked(try fileSystem.read(path), path: path)
      }
    hashes[name] = try Digest.sha256(bytes)
    if let published = CorpusRegistry.file(named: name), try !published.checksum.matches(bytes) {
      unpublished.append(name)
    }
    return (bytes, path)
  }

  /// The contents of a file whose name says whether it is gzipped.
  static func unpacked(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    guard Path.fileExtension(of: path) == "gz" else { return bytes }
    do {
      return try Gzip.unpack(bytes, path: path)
    } catch StorageError.malformed(_, _, _, let problem) {
      throw CorporaError.badImageFile(path: path, problem: "it is no good gzip file: \(problem)")
    }
  }
}
