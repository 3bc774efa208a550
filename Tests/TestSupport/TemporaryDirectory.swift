import Foundation

/// An empty folder that is removed when the value goes out of scope.
///
/// Keep a reference for as long as the folder is needed: `let folder = try TemporaryDirectory()`, or use
/// ``with(_:)``.
public final class TemporaryDirectory: Sendable {
  /// The folder's absolute path.
  public let path: String

  /// Makes an empty folder among the machine's temporary files.
  public init() throws {
    let parent = FileManager.default.temporaryDirectory.path
    path = "\(parent)/strata-test-\(ProcessInfo.processInfo.processIdentifier)-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Calls `body` with the path of a new folder and removes the folder afterwards.
  public static func with<T>(_ body: (String) throws -> T) throws -> T {
    let folder = try TemporaryDirectory()
    return try withExtendedLifetime(folder) { try body($0.path) }
  }
}
