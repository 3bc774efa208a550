import Foundation
public import Storage

/// The local file system without synchronising, for tests that write much and never lose power.
public struct UnsynchronizedFileSystem: FileSystem {
  private let base = LocalFileSystem()

  /// Creates the file system.
  public init() {}

  /// The contents of a file.
  public func read(_ path: String) throws -> [UInt8] { try base.read(path) }

  /// Exactly `count` bytes from `offset` on.
  public func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
    try base.read(path, at: offset, count: count)
  }

  /// Writes a file from its beginning.
  public func create(_ path: String, _ bytes: [UInt8]) throws { try base.create(path, bytes) }

  /// Writes at the end of a file.
  public func append(_ bytes: [UInt8], to path: String) throws { try base.append(bytes, to: path) }

  /// Does nothing.
  public func sync(_ path: String) throws {}

  /// Does nothing.
  public func syncFolder(_ path: String) throws {}

  /// Gives a file or folder another name.
  public func rename(_ source: String, to destination: String) throws {
    try base.rename(source, to: destination)
  }

  /// Makes a folder and those above it.
  public func makeFolders(_ path: String) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// The names in a folder.
  public func list(_ path: String) throws -> [String] { try base.list(path) }

  /// Removes a file.
  public func removeFile(_ path: String) throws { try base.removeFile(path) }

  /// Removes an empty folder.
  public func removeFolder(_ path: String) throws { try base.removeFolder(path) }

  /// Cuts a file.
  public func truncate(_ path: String, to size: Int) throws { try base.truncate(path, to: size) }

  /// The size of a file.
  public func size(_ path: String) throws -> Int { try base.size(path) }

  /// The kind of what is at `path`.
  public func kind(_ path: String) throws -> FileKind? { try base.kind(path) }
}
