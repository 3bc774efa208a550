import Glibc

/// Calls on names in folders: rename, remove, make, list, examine.
public enum FileTree {
  /// What a name stands for; symbolic links are followed.
  public enum Kind: Equatable, Sendable {
    /// A regular file.
    case file
    /// A folder.
    case folder
    /// A device, pipe or socket.
    case other
  }

  /// The kind of what is at `path`, or nil when nothing is there.
  public static func kind(of path: String) throws(KernelError) -> Kind? {
    guard let status = try status(of: path) else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// The size in bytes of the file at `path`.
  public static func size(of path: String) throws(KernelError) -> Int {
    guard let status = try status(of: path) else {
      throw .system(call: "examine", path: path, errno: ENOENT)
    }
    return Int(status.st_size)
  }

  private static func status(of path: String) throws(KernelError) -> stat? {
    var status = stat()
    if FileDescriptor.retrying({ stat(path, &status) }) == 0 { return status }
    // A path through something that is not a folder names nothing either.
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw .system(call: "examine", path: path, errno: errno)
  }

  /// Gives `source` the name `destination` in one step, replacing a file of that name.
  public static func rename(_ source: String, to destination: String) throws(KernelError) {
    guard FileDescriptor.retrying({ Glibc.rename(source, destination) }) == 0 else {
      throw .system(call: "rename \(source) to", path: destination, errno: errno)
    }
  }

  /// Removes a file or symbolic link.
  public static func removeFile(_ path: String) throws(KernelError) {
    guard FileDescriptor.retrying({ unlink(path) }) == 0 else {
      throw .system(call: "remove", path: path, errno: errno)
    }
  }

  /// Removes an empty folder.
  public static func removeFolder(_ path: String) throws(KernelError) {
    guard FileDescriptor.retrying({ rmdir(path) }) == 0 else {
      throw .system(call: "remove", path: path, errno: errno)
    }
  }

  /// Makes one folder and returns true, or returns false when something of that name exists.
  public static func makeFolder(_ path: String) throws(KernelError) -> Bool {
    if FileDescriptor.retrying({ mkdir(path, 0o777) }) == 0 { return true }
    if errno == EEXIST { return false }
    throw .system(call: "make the folder", path: path, errno: errno)
  }

  /// The names in a folder, sorted by their bytes, without `.` and `..`.
  public static func list(_ path: String) throws(KernelError) -> [String] {
    guard let folder = opendir(path) else { throw .system(call: "list", path: path, errno: errno) }
    defer { closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(folder) else { break }
      // The name field is the last one and may be longer than its declared type; read it in place.
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      let name = String(
        cString: (UnsafeRawPointer(entry) + offset).assumingMemoryBound(to: CChar.self))
      if name != "." && name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .system(call: "list", path: path, errno: errno) }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
