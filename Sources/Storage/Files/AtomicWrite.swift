/// Replaces a file so that a reader, and a machine that stops at any moment, sees the old or the new one in full.
///
/// The bytes go to a temporary file in the same folder, which is synchronised and then renamed; the folder is
/// synchronised last. A temporary file that an interrupted write left behind is overwritten by the next one.
public enum AtomicWrite {
  /// Replaces or creates the file at `path` and returns once it is durable.
  public static func replace(_ path: String, with bytes: [UInt8], in fileSystem: any FileSystem) throws {
    let temporary = temporaryPath(for: path)
    do {
      try fileSystem.create(temporary, bytes)
      try fileSystem.sync(temporary)
      try fileSystem.rename(temporary, to: path)
    } catch {
      // The error of the write is the one to report; the next write overwrites what cannot be removed now.
      try? fileSystem.removeFile(temporary)
      throw error
    }
    try fileSystem.syncFolder(Path.parent(of: path))
  }

  /// Where the bytes of `path` lie until they are complete: a hidden file in the same folder.
  public static func temporaryPath(for path: String) -> String {
    Path.join(Path.parent(of: path), ".\(Path.name(of: path)).partial")
  }
}
