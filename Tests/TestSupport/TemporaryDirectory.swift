import Foundation

/// An empty folder that is removed when the value goes out of scope.
///
/// Keep a reference for as long as the folder is needed: `let folder = try TemporaryDirectory()`, or use
/// ``with(_:)``.
public final class TemporaryDirectory: Sendable {
  /// The folder's absolute path.
  public let path: String

  /// Makes an empty folder among the machine's temporary files.
  ///
  /// - Parameter inMemory: Whether the folder may lie in memory, for tests that synchronise many small files.
  public init(inMemory: Bool = false) throws {
    let memory = "/dev/shm"
    let parent =
      inMemory && FileManager.default.isWritableFile(atPath: memory)
      ? memory : FileManager.default.temporaryDirectory.path
    path = "\(parent)/strata-test-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Calls `body` with the path of a new folder and removes the folder afterwards.
  public static func with<T>(inMemory: Bool = false, _ body: (String) throws -> T) throws -> T {
    let folder = try TemporaryDirectory(inMemory: inMemory)
    return try withExtendedLifetime(folder) { try body($0.path) }
  }
}
