import Glibc

/// An exclusive advisory lock on a folder, released when it goes out of scope or the process ends.
public struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Takes the lock, or returns nil when another process, or another value of this one, holds it.
  ///
  /// A file system that knows no locks grants every request.
  public init?(_ path: String) throws(KernelError) {
    let descriptor = FileDescriptor.retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .system(call: "open", path: path, errno: errno) }
    if FileDescriptor.retrying({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0, errno == EWOULDBLOCK {
      _ = close(descriptor)
      return nil
    }
    self.descriptor = descriptor
  }

  deinit { _ = close(descriptor) }
}
