import Kernels

/// The file system of this machine.
///
/// Calls repeat after interruptions and complete short writes.
public struct LocalFileSystem: FileSystem {
  /// Creates the file system of this machine.
  public init() {}

  /// The contents of a file.
  public func read(_ path: String) throws -> [UInt8] {
    try StorageError.translating {
      let file = try FileDescriptor(opening: path, for: .read)
      return try file.readToEnd()
    }
  }

  /// Exactly `count` bytes from `offset` on; a file that ends earlier is an error.
  public func read(_ path: String, at offset: Int, count: Int) throws -> [UInt8] {
    let (size, bytes) = try StorageError.translating {
      let file = try FileDescriptor(opening: path, for: .read)
      let size = try file.size()
      // Compare before reading: a damaged length must not become a huge allocation.
      let fits = offset >= 0 && count >= 0 && offset <= size && count <= size - offset
      return (size, fits ? try file.read(at: offset, count: count) : [])
    }
    guard bytes.count == count else {
      let (end, overflow) = offset.addingReportingOverflow(count)
      throw StorageError.length(path: path, expected: overflow ? Int.max : end, found: size)
    }
    return bytes
  }

  /// Writes a file from its beginning, not yet durably; one of that name is emptied first.
  public func create(_ path: String, _ bytes: [UInt8]) throws {
    try write(bytes, to: path, for: .create)
  }

  /// Writes at the end of a file, not yet durably; it is created when it is absent.
  public func append(_ bytes: [UInt8], to path: String) throws {
    try write(bytes, to: path, for: .append)
  }

  private func write(_ bytes: [UInt8], to path: String, for mode: FileDescriptor.Mode) throws {
    try StorageError.translating {
      var file = try FileDescriptor(opening: path, for: mode)
      try file.write(bytes)
      try file.close()
    }
  }

  /// Returns once a file's contents are on the disk.
  public func sync(_ path: String) throws {
    try StorageError.translating {
      var file = try FileDescriptor(opening: path, for: .update)
      try file.sync()
      try file.close()
    }
  }

  /// Returns once the names in a folder are on the disk.
  public func syncFolder(_ path: String) throws {
    try StorageError.translating {
      let folder = try FileDescriptor(opening: path, for: .folder)
      try folder.sync()
    }
  }

  /// Gives a file or folder another name in one step; a file of that name is replaced.
  public func rename(_ source: String, to destination: String) throws {
    try StorageError.translating { try FileTree.rename(source, to: destination) }
  }

  /// Makes a folder and those above it, durably; an existing one is left as it is.
  public func makeFolders(_ path: String) throws {
    switch try kind(path) {
    case .folder: return
    case nil: break
    default:
      throw StorageError.system(
        call: "make the folder", path: path, errno: 20, reason: "a file of that name exists")
    }
    let parent = Path.parent(of: path)
    try makeFolders(parent)
    let made = try StorageError.translating { try FileTree.makeFolder(path) }
    if made { try syncFolder(parent) }
  }

  /// The names in a folder, sorted by their bytes.
  public func list(_ path: String) throws -> [String] {
    try StorageError.translating { try FileTree.list(path) }
  }

  /// Removes a file.
  public func removeFile(_ path: String) throws {
    try StorageError.translating { try FileTree.removeFile(path) }
  }

  /// Removes an empty folder.
  public func removeFolder(_ path: String) throws {
    try StorageError.translating { try FileTree.removeFolder(path) }
  }

  /// Cuts a file to its first `size` bytes.
  public func truncate(_ path: String, to size: Int) throws {
    try StorageError.translating {
      var file = try FileDescriptor(opening: path, for: .update)
      try file.truncate(to: size)
      try file.close()
    }
  }

  /// The size of a file in bytes.
  public func size(_ path: String) throws -> Int {
    try StorageError.translating { try FileTree.size(of: path) }
  }

  /// The kind of what is at `path`, or nil when nothing is there.
  public func kind(_ path: String) throws -> FileKind? {
    let kind = try StorageError.translating { try FileTree.kind(of: path) }
    return switch kind {
    case .file: .file
    case .folder: .folder
    case .other: .other
    case nil: nil
    }
  }
}

extension StorageError {
  /// Runs calls of `Kernels` and turns their errors into ones of this module.
  static func translating<T: ~Copyable>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as KernelError { throw StorageError(error) }
  }

  /// The same failure as an error of this module; a file that does not exist becomes ``missing(path:)``.
  init(_ error: KernelError) {
    switch error {
    case .system(call: "open", let path, 2), .system(call: "examine", let path, 2):
      self = .missing(path: path)
    case .system(let call, let path, let errno):
      self = .system(
        call: call, path: path, errno: errno, reason: KernelError.message(ofErrno: errno))
    default:
      self = .system(call: "process", path: "", errno: 0, reason: error.description)
    }
  }
}
