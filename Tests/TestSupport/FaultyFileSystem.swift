public import Storage
import Synchronization

/// A file system whose k-th operation fails.
public final class FaultyFileSystem: FileSystem {
  /// How an operation fails.
  public enum Fault: Equatable, Sendable {
    /// With an error number, and without an effect.
    case error(Int32)
    /// A write leaves half of its bytes behind and then fails; other operations fail without an effect.
    case shortWrite(Int32)
  }

  /// No space left on the device.
  public static let noSpace: Int32 = 28
  /// Input or output error.
  public static let inputOutput: Int32 = 5

  private let base: any FileSystem
  private let failing: Int
  private let fault: Fault
  private let forever: Bool
  private let count = Mutex(0)
  private let failures = Mutex(0)

  /// Makes operation number `failing` fail, from 1, and with `forever` all after it too, as when the process is killed.
  public init(_ base: any FileSystem, failing: Int, with fault: Fault, forever: Bool) {
    self.base = base
    self.failing = failing
    self.fault = fault
    self.forever = forever
  }

  /// How many operations were asked for.
  public var operationCount: Int { count.withLock { $0 } }

  /// Whether an operation has failed on purpose.
  public var hasFailed: Bool { failureCount > 0 }

  /// How many operations have failed on purpose: of those asked for the one that is due, and with `forever` all after it.
  public var failureCount: Int { failures.withLock { $0 } }

  /// Runs a scenario with the first, second, third … operation failing, until it passes without a failure.
  ///
  /// - Parameters:
  ///   - fault: How the operation fails.
  ///   - forever: Whether all later operations fail too.
  ///   - scenario: What is run, in a new folder each time.
  ///   - check: Looks at what is left after each run, in which `failures` operations failed; `error` is what the
  ///     scenario threw.
  /// - Returns: how many operations were made to fail.
  public static func failEach(
    _ fault: Fault, forever: Bool, scenario: (_ folder: String, any FileSystem) throws -> Void,
    check: (_ folder: String, _ failing: Int, _ failures: Int, _ error: (any Error)?) throws -> Void
  ) throws -> Int {
    var failing = 1
    while true {
      let passed = try TemporaryDirectory.with(inMemory: true) { folder in
        let disk = FaultyFileSystem(LocalFileSystem(), failing: failing, with: fault, forever: forever)
        var failure: (any Error)?
        do { try scenario(folder, disk) } catch { failure = error }
        try check(folder, failing, disk.failureCount, failure)
        return !disk.hasFailed
      }
      if passed { return failing - 1 }
      failing += 1
    }
  }

  private func perform<T>(_ call: String, _ path: String, _ body: () throws -> T) throws -> T {
    try failIfDue(call, path) {}
    return try body()
  }

  private func failIfDue(_ call: String, _ path: String, beforehand: () throws -> Void) throws {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number == failing || (forever && number > failing) else { return }
    failures.withLock { $0 += 1 }
    if number == failing { try beforehand() }
    switch fault {
    case .error(let errno), .shortWrite(let errno):
      throw StorageError.system(call: call, path: path, errno: errno, reason: "failure on purpose")
    }
  }

  private func leaveHalf(_ bytes: [UInt8], _ write: ([UInt8]) throws -> Void) throws {
    if case .shortWrite = fault { try write(Array(bytes[..<(bytes.count / 2)])) }
  }

  // MARK: FileSystem

  /// The contents of a file.
  public func read(_ path: String) throws -> [UInt8] {
    try perform("read", path) { try base.read(path) }
  }

  /// Exactly `count` bytes from `offset` on.
  public func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
    try perform("read", path) { try base.read(path, at: offset, count: count) }
  }

  /// Writes a file from its beginning.
  public func create(_ path: String, _ bytes: [UInt8]) throws {
    try failIfDue("write", path) { try leaveHalf(bytes) { try base.create(path, $0) } }
    try base.create(path, bytes)
  }

  /// Writes at the end of a file.
  public func append(_ bytes: [UInt8], to path: String) throws {
    try failIfDue("write", path) { try leaveHalf(bytes) { try base.append($0, to: path) } }
    try base.append(bytes, to: path)
  }

  /// Makes a file's contents durable.
  public func sync(_ path: String) throws { try perform("synchronise", path) { try base.sync(path) } }

  /// Makes a folder's names durable.
  public func syncFolder(_ path: String) throws {
    try perform("synchronise", path) { try base.syncFolder(path) }
  }

  /// Gives a file or folder another name.
  public func rename(_ source: String, to destination: String) throws {
    try perform("rename", source) { try base.rename(source, to: destination) }
  }

  /// Makes a folder and those above it, durably.
  public func makeFolders(_ path: String) throws {
    try perform("make the folder", path) { try base.makeFolders(path) }
  }

  /// The names in a folder.
  public func list(_ path: String) throws -> [String] { try perform("list", path) { try base.list(path) } }

  /// Removes a file.
  public func removeFile(_ path: String) throws {
    try perform("remove", path) { try base.removeFile(path) }
  }

  /// Removes an empty folder.
  public func removeFolder(_ path: String) throws {
    try perform("remove", path) { try base.removeFolder(path) }
  }

  /// Cuts a file.
  public func truncate(_ path: String, to size: Int) throws {
    try perform("truncate", path) { try base.truncate(path, to: size) }
  }

  /// The size of a file in bytes.
  public func size(_ path: String) throws -> Int { try perform("examine", path) { try base.size(path) } }

  /// The kind of what is at `path`, or nil.
  public func kind(_ path: String) throws -> FileKind? {
    try perform("examine", path) { try base.kind(path) }
  }
}
