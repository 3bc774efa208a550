import Storage

/// What a disk may hold after the power fails: a replay of recorded changes in which those that were not made durable
/// are kept, lost or torn.
///
/// A file's contents are durable when the file was synchronised; a name is durable when its folder was. The two are
/// lost independently, as file systems are allowed to.
public struct PowerFailure {
  /// What becomes of contents that were not synchronised.
  public enum Contents: CaseIterable, Sendable {
    /// They reached the disk.
    case kept
    /// The file is as it was when last synchronised; empty when it never was.
    case lost
    /// Of what was added, whole sectors of 512 bytes up to the middle reached the disk.
    case torn
  }

  private final class File {
    var contents: [UInt8] = []
    var durable: [UInt8] = []
  }

  private final class Folder {
    var names: [String: Node] = [:]
    var durable: [String: Node] = [:]
  }

  private enum Node {
    case file(File)
    case folder(Folder)
  }

  private let root = Folder()
  private let rootPath: String

  /// Replays changes below `rootPath`, an empty folder at the time of the first one.
  public init(after operations: some Sequence<RecordingFileSystem.Operation>, below rootPath: String) {
    self.rootPath = rootPath
    for operation in operations { apply(operation) }
  }

  /// Writes what the disk holds into an empty folder.
  ///
  /// - Parameters:
  ///   - namesAreLost: Whether names that were not synchronised are lost.
  ///   - contents: What becomes of contents that were not synchronised.
  ///   - target: An existing folder.
  public func restore(namesAreLost: Bool, contents: Contents, to target: String) throws {
    try write(root, namesAreLost, contents, to: target, LocalFileSystem())
  }

  private func write(
    _ folder: Folder, _ namesAreLost: Bool, _ contents: Contents, to target: String, _ disk: LocalFileSystem
  ) throws {
    for (name, node) in namesAreLost ? folder.durable : folder.names {
      let path = Path.join(target, name)
      switch node {
      case .folder(let inner):
        try disk.makeFolders(path)
        try write(inner, namesAreLost, contents, to: path, disk)
      case .file(let file):
        try disk.create(path, bytes(of: file, contents))
      }
    }
  }

  private func bytes(of file: File, _ contents: Contents) -> [UInt8] {
    switch contents {
    case .kept: return file.contents
    case .lost: return file.durable
    case .torn:
      guard file.contents.starts(with: file.durable) else { return file.durable }
      let added = file.contents.count - file.durable.count
      let end = (file.durable.count + added / 2) / 512 * 512
      return Array(file.contents[..<max(end, file.durable.count)])
    }
  }

  private func apply(_ operation: RecordingFileSystem.Operation) {
    switch operation {
    case .create(let path, let bytes): file(path, make: true)?.contents = bytes
    case .append(let path, let bytes): file(path, make: true)?.contents += bytes
    case .truncate(let path, let size):
      if let file = file(path, make: false) { file.contents = Array(file.contents.prefix(size)) }
    case .sync(let path):
      if let file = file(path, make: false) { file.durable = file.contents }
    case .syncFolder(let path):
      if let folder = folder(parts(path), make: false) { folder.durable = folder.names }
    case .rename(let source, let destination):
      let node = parent(source)?.names.removeValue(forKey: Path.name(of: source))
      parent(destination)?.names[Path.name(of: destination)] = node
    case .makeFolders(let path): _ = folder(parts(path), make: true)
    case .remove(let path): parent(path)?.names.removeValue(forKey: Path.name(of: path))
    }
  }

  private func parts(_ path: String) -> [Substring] {
    precondition(path.hasPrefix(rootPath), "\(path) is not below \(rootPath)")
    return path.dropFirst(rootPath.count).split(separator: "/")
  }

  private func parent(_ path: String) -> Folder? { folder(parts(path).dropLast(), make: false) }

  private func folder(_ parts: some Sequence<Substring>, make: Bool) -> Folder? {
    var current = root
    for name in parts.map(String.init) {
      if case .folder(let next) = current.names[name] {
        current = next
      } else if make {
        let next = Folder()
        current.names[name] = .folder(next)
        current.durable[name] = .folder(next)
        current = next
      } else {
        return nil
      }
    }
    return current
  }

  private func file(_ path: String, make: Bool) -> File? {
    guard let folder = parent(path) else { return nil }
    let name = Path.name(of: path)
    if case .file(let file) = folder.names[name] { return file }
    guard make else { return nil }
    let file = File()
    folder.names[name] = .file(file)
    return file
  }
}
