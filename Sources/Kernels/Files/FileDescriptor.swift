import Glibc

/// An open file of the operating system, closed when it goes out of scope.
///
/// Every call repeats after an interruption (`EINTR`) and completes short reads and writes.
public struct FileDescriptor: ~Copyable {
  /// How a file is opened.
  public enum Mode: Sendable {
    /// For reading an existing file.
    case read
    /// For writing a file from its beginning; an existing file is emptied.
    case create
    /// For writing at the end of a file, which is created when it is absent.
    case append
    /// For changing or synchronising an existing file.
    case update
    /// For synchronising an existing folder.
    case folder

    var flags: Int32 {
      switch self {
      case .read: O_RDONLY | O_CLOEXEC
      case .create: O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC
      case .append: O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
      case .update: O_WRONLY | O_CLOEXEC
      case .folder: O_RDONLY | O_DIRECTORY | O_CLOEXEC
      }
    }
  }

  private var descriptor: Int32
  /// The path that was opened, for messages.
  public let path: String

  /// Opens a file; a new one gets the permissions 0666 less the umask.
  public init(opening path: String, for mode: Mode) throws(KernelError) {
    let descriptor = FileDescriptor.retrying { open(path, mode.flags, 0o666) }
    guard descriptor >= 0 else { throw .system(call: "open", path: path, errno: errno) }
    self.descriptor = descriptor
    self.path = path
  }

  deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

  /// Closes the file and reports what the operating system could not write.
  public mutating func close() throws(KernelError) {
    precondition(descriptor >= 0, "\(path) is closed already")
    let descriptor = descriptor
    self.descriptor = -1
    // Linux closes the descriptor even when it says EINTR, so that close is never repeated.
    guard Glibc.close(descriptor) == 0 || errno == EINTR else {
      throw .system(call: "close", path: path, errno: errno)
    }
  }

  /// The size of the file in bytes.
  public func size() throws(KernelError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("examine") }
    return Int(status.st_size)
  }

  /// Reads at most `count` bytes from byte `offset` on; fewer only where the file ends.
  public func read(at offset: Int, count: Int) throws(KernelError) -> [UInt8] {
    precondition(offset >= 0 && count >= 0, "a read of \(count) bytes at \(offset)")
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let done = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
        if done > 0 { filled += done }
        if done == 0 { return }
        if done < 0 && errno != EINTR {
          code = errno
          return
        }
      }
    }
    guard code == 0 else { throw .system(call: "read", path: path, errno: code) }
    return bytes
  }

  /// Reads from the current position to the end, whatever kind of file it is.
  public func readToEnd() throws(KernelError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(try size() + 1)
    let block = 1 << 20
    var buffer = [UInt8](repeating: 0, count: Swift.min(block, Swift.max(try size() + 1, 4096)))
    while true {
      let done = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if done == 0 { return bytes }
      if done > 0 {
        bytes.append(contentsOf: buffer[..<done])
      } else if errno != EINTR {
        throw failure("read")
      }
    }
  }

  /// Writes all bytes at the current position, or at the end of a file opened for appending.
  public func write(_ bytes: [UInt8]) throws(KernelError) {
    var written = 0
    while written < bytes.count {
      let done = bytes.withUnsafeBytes { all in
        Glibc.write(descriptor, all.baseAddress.map { $0 + written }, all.count - written)
      }
      if done >= 0 {
        written += done
      } else if errno != EINTR {
        throw failure("write")
      }
    }
  }

  /// Returns once the contents are on the disk.
  ///
  /// A folder on a file system that cannot synchronise folders (`EINVAL`) counts as synchronised.
  public func sync() throws(KernelError) {
    guard FileDescriptor.retrying({ fsync(descriptor) }) == 0 || errno == EINVAL else {
      throw failure("synchronise")
    }
  }

  /// Cuts the file, or extends it with zeros, to `size` bytes.
  public func truncate(to size: Int) throws(KernelError) {
    guard FileDescriptor.retrying({ ftruncate(descriptor, off_t(size)) }) == 0 else {
      throw failure("truncate")
    }
  }

  private func failure(_ call: String) -> KernelError {
    .system(call: call, path: path, errno: errno)
  }

  /// Repeats a system call as long as a signal interrupts it.
  static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }
}
