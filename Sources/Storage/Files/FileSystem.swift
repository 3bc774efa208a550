/// What a name in a folder stands for.
public enum FileKind: Equatable, Sendable {
  /// A regular file.
  case file
  /// A folder.
  case folder
  /// A device, pipe or socket.
  case other
}

/// The file operations on which everything in this module is built, so that tests can make each of them fail.
///
/// Each call opens what it needs and closes it again. All of them throw ``StorageError``.
public protocol FileSystem: Sendable {
  /// The contents of a file.
  func read(_ path: String) throws -> [UInt8]
  /// Exactly `count` bytes from `offset` on; a file that ends earlier is an error.
  func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8]
  /// Writes a file from its beginning, not yet durably; one of that name is emptied first.
  func create(_ path: String, _ bytes: [UInt8]) throws
  /// Writes at the end of a file, not yet durably; it is created when it is absent.
  func append(_ bytes: [UInt8], to path: String) throws
  /// Returns once a file's contents are on the disk.
  func sync(_ path: String) throws
  /// Returns once the names in a folder are on the disk.
  func syncFolder(_ path: String) throws
  /// Gives a file or folder another name in one step; a file of that name is replaced.
  func rename(_ source: String, to destination: String) throws
  /// Makes a folder and those above it, durably; an existing one is left as it is.
  func makeFolders(_ path: String) throws
  /// The names in a folder, sorted by their bytes.
  func list(_ path: String) throws -> [String]
  /// Removes a file.
  func removeFile(_ path: String) throws
  /// Removes an empty folder.
  func removeFolder(_ path: String) throws
  /// Cuts a file to its first `size` bytes.
  func truncate(_ path: String, to size: Int) throws
  /// The size of a file in bytes.
  func size(_ path: String) throws -> Int
  /// The kind of what is at `path`, or nil when nothing is there.
  func kind(_ path: String) throws -> FileKind?
}

extension FileSystem {
  /// Whether something is at `path`.
  public func exists(_ path: String) throws -> Bool { try kind(path) != nil }

  /// Removes a file, or a folder with everything in it; does nothing when nothing is there.
  ///
  /// Symbolic links are removed, never followed.
  public func removeTree(_ path: String) throws {
    let (noSuchFile, isFolder) = (Int32(2), Int32(21))
    do {
      try removeFile(path)
    } catch StorageError.system(_, _, noSuchFile, _) {
      return
    } catch StorageError.system(_, _, isFolder, _) {
      for name in try list(path) { try removeTree(Path.join(path, name)) }
      try removeFolder(path)
    }
  }
}
