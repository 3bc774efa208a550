import Kernels

/// The right to write into a run, held by one process at a time.
///
/// It ends when the value goes away or the process ends, in whatever way. A file system without locks grants it
/// always.
public struct RunLock: ~Copyable {
  private let lock: FolderLock

  /// Takes the lock of a run's folder on this machine's file system.
  ///
  /// - Throws: ``StorageError/runInUse(path:)`` when another process has it.
  public init(_ run: RunDirectory) throws {
    guard let lock = try StorageError.translating({ try FolderLock(run.path) }) else {
      throw StorageError.runInUse(path: run.path)
    }
    self.lock = lock
  }
}
