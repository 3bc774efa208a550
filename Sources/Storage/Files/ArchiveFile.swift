import Kernels

/// A zip, tar or compressed file from which members are taken: `.zip`, `.tar`, `.tar.gz`, `.tgz`, a single
/// `.gz`.
///
/// A member whose name leads out of the archive (`/x`, `../x`) makes the whole archive be refused; links and
/// devices are passed over. Of what is in them only zip's CRC-32 is checked; ``Gzip`` checks that of a single
/// `.gz`. Compare digests afterwards.
public struct ArchiveFile: Sendable {
  /// The archive on this machine's disk.
  public let path: String

  /// Names an archive; it is opened by each call.
  public init(_ path: String) { self.path = path }

  /// Whether the name says that a file is an archive.
  public static func isArchive(_ path: String) -> Bool {
    ["zip", "tar", "tgz", "gz", "bz2", "xz", "zst"].contains(Path.fileExtension(of: path))
  }

  /// The names of the regular files in the archive, in its order; of a single compressed file, its name less
  /// the extension.
  public func members() throws -> [String] {
    var names: [String] = []
    try forEachMember { name, _ in
      names.append(name)
      return true
    }
    return names
  }

  /// The contents of one member.
  ///
  /// - Throws: ``StorageError/noSuchMember(path:name:available:)``, or
  ///   ``StorageError/malformed(path:format:byte:problem:)`` for a damaged archive.
  public func read(_ member: String) throws -> [UInt8] {
    var contents: [UInt8]?
    var names: [String] = []
    try forEachMember { name, reader in
      names.append(name)
      guard name == member else { return true }
      contents = try reader.readAll()
      return false
    }
    guard let contents else { throw StorageError.noSuchMember(path: path, name: member, available: names) }
    return contents
  }

  /// The contents of chosen members, by their names, in one pass over the archive; of two of one name, the
  /// first.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)`` for a damaged archive.
  public func contents(where isChosen: (_ member: String) -> Bool) throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    try forEachMember { name, reader in
      if contents[name] == nil, isChosen(name) { contents[name] = try reader.readAll() }
      return true
    }
    return contents
  }

  /// Writes chosen members into a folder, each durably and in one step, and returns the paths written.
  ///
  /// - Parameters:
  ///   - folder: Where to write; made when it is absent.
  ///   - fileSystem: The file system to write to.
  ///   - choose: The name under which a member goes into `folder` (no folders of its own), or nil to leave it
  ///     out.
  public func extract(
    to folder: String, in fileSystem: any FileSystem, choose: (_ member: String) throws -> String?
  ) throws -> [String] {
    try fileSystem.makeFolders(folder)
    var written: [String] = []
    try forEachMember { name, reader in
      guard let chosen = try choose(name) else { return true }
      precondition(
        !chosen.isEmpty && !chosen.contains("/") && chosen != "." && chosen != "..",
        "the file name '\(chosen)'")
      let target = Path.join(folder, chosen)
      try write(reader, to: target, in: fileSystem)
      written.append(target)
      return true
    }
    return written
  }

  private func write(_ reader: ArchiveReader, to target: String, in fileSystem: any FileSystem) throws {
    let temporary = AtomicWrite.temporaryPath(for: target)
    do {
      try fileSystem.create(temporary, [])
      while true {
        let bytes = try reader.read(atMost: 1 << 22)
        if bytes.isEmpty { break }
        try fileSystem.append(bytes, to: temporary)
      }
      try fileSystem.sync(temporary)
      try fileSystem.rename(temporary, to: target)
    } catch {
      // The error of the write is the one to report.
      try? fileSystem.removeFile(temporary)
      throw error
    }
    try fileSystem.syncFolder(Path.parent(of: target))
  }

  /// Calls `body` with each regular file until it returns false.
  private func forEachMember(_ body: (String, ArchiveReader) throws -> Bool) throws {
    guard try LocalFileSystem().kind(path) == .file else { throw StorageError.missing(path: path) }
    do {
      let reader = try ArchiveReader(opening: path)
      let isEmpty = try ArchiveFile.forEachMember(of: reader, path: path, body) == 0
      // A file of zeros, as a failed download leaves it, reads as a tar archive without members.
      if isEmpty { throw ArchiveFile.malformed(path, "it has no members; fetch it again") }
    } catch let error as KernelError {
      throw ArchiveFile.malformed(path, "\(error)")
    }
  }

  /// Calls `body` with each regular file of an open archive until it returns false, and refuses names that
  /// lead out.
  ///
  /// - Returns: how many members were looked at, those of other kinds among them.
  @discardableResult static func forEachMember(
    of reader: ArchiveReader, path: String, _ body: (String, ArchiveReader) throws -> Bool
  ) throws -> Int {
    var count = 0
    while let member = try reader.next() {
      count += 1
      let name = reader.isSingleFile ? nameOfSingleFile(path) : member.name
      let parts = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !name.isEmpty, !name.hasPrefix("/"), !parts.contains(".."), !name.contains("\0") else {
        throw malformed(path, "its member '\(name)' would be written outside its folder; do not trust it")
      }
      guard member.kind == .file || reader.isSingleFile else { continue }
      guard try body(name, reader) else { break }
    }
    return count
  }

  /// `ptb.train.txt` for `x/ptb.train.txt.gz`.
  private static func nameOfSingleFile(_ path: String) -> String {
    let name = Path.name(of: path)
    let ending = Path.fileExtension(of: path)
    return isArchive(path) ? String(name.dropLast(ending.count + 1)) : name
  }

  static func malformed(_ path: String, _ problem: String) -> StorageError {
    .malformed(path: path, format: "archive", byte: nil, problem: problem)
  }
}
