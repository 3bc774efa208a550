public import Storage
import Synchronization

/// A file system that remembers every change, so that a power failure after any of them can be played through.
public final class RecordingFileSystem: FileSystem {
  /// A change.
  public enum Operation: Equatable, Sendable {
    /// A file written from its beginning.
    case create(String, [UInt8])
    /// Bytes added at a file's end.
    case append(String, [UInt8])
    /// A file cut.
    case truncate(String, Int)
    /// A file's contents made durable.
    case sync(String)
    /// A folder's names made durable.
    case syncFolder(String)
    /// A name changed.
    case rename(String, String)
    /// Folders made, durably.
    case makeFolders(String)
    /// A file or an empty folder removed.
    case remove(String)
  }

  private let base: any FileSystem
  private let recorded = Mutex<[Operation]>([])

  /// Records the changes that go through to `base`.
  public init(_ base: any FileSystem = LocalFileSystem()) { self.base = base }

  /// The changes so far.
  public var operations: [Operation] { recorded.withLock { $0 } }

  private func record(_ operation: Operation) { recorded.withLock { $0.append(operation) } }

  // MARK: FileSystem

  /// The contents of a file.
  public func read(_ path: String) throws -> [UInt8] { try base.read(path) }

  /// Exactly `count` bytes from `offset` on.
  public func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
    try base.read(path, at: offset, count: count)
  }

  /// Writes a file from its beginning.
  public func create(_ path: String, _ bytes: [UInt8]) throws {
    try base.create(path, bytes)
    record(.create(path, bytes))
  }

  /// Writes at the end of a file.
  public func append(_ bytes: [UInt8], to path: String) throws {
    try base.append(bytes, to: path)
    record(.append(path, bytes))
  }

  /// Makes a file's contents durable.
  public func sync(_ path: String) throws {
    try base.sync(path)
    record(.sync(path))
  }

  /// Makes a folder's names durable.
  public func syncFolder(_ path: String) throws {
    try base.syncFolder(path)
    record(.syncFolder(path))
  }

  /// Gives a file or folder another name.
  public func rename(_ source: String, to destination: String) throws {
    try base.rename(source, to: destination)
    record(.rename(source, destination))
  }

  /// Makes a folder and those above it, durably.
  public func makeFolders(_ path: String) throws {
    try base.makeFolders(path)
    record(.makeFolders(path))
  }

  /// The names in a folder.
  public func list(_ path: String) throws -> [String] { try base.list(path) }

  /// Removes a file.
  public func removeFile(_ path: String) throws {
    try base.removeFile(path)
    record(.remove(path))
  }

  /// Removes an empty folder.
  public func removeFolder(_ path: String) throws {
    try base.removeFolder(path)
    record(.remove(path))
  }

  /// Cuts a file.
  public func truncate(_ path: String, to size: Int) throws {
    try base.truncate(path, to: size)
    record(.truncate(path, size))
  }

  /// The size of a file in bytes.
  public func size(_ path: String) throws -> Int { try base.size(path) }

  /// The kind of what is at `path`, or nil.
  public func kind(_ path: String) throws -> FileKind? { try base.kind(path) }
}
