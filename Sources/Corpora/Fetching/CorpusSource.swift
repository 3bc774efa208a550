import Storage

/// A local folder or archive that holds the files of a data set.
enum CorpusSource: Equatable {
  case folder(String)
  case archive(String)

  /// A file that was found.
  struct Found: Equatable {
    /// The name under which it is kept: that of the published file, with `.gz` where it was found packed.
    let name: String
    /// As it was found.
    let stored: [UInt8]
    /// Unpacked.
    let contents: [UInt8]
  }

  /// What is at a path.
  init(_ path: String, in fileSystem: any FileSystem) throws {
    switch try fileSystem.kind(path) {
    case .folder: self = .folder(path)
    case .file: self = .archive(path)
    case .other, nil: throw StorageError.missing(path: path)
    }
  }

  /// The files of a data set that are there, by their published names.
  func files(_ wanted: [KnownCorpus.File], in fileSystem: any FileSystem) throws -> [String: Found] {
    switch self {
    case .folder(let folder):
      let place = try ImageLayout.find(in: folder, fileSystem)?.folder ?? folder
      return try found(wanted) { name in
        let path = Path.join(place, name)
        return try fileSystem.kind(path) == .file ? try fileSystem.read(path) : nil
      }
    case .archive(let path):
      let names = Set(wanted.flatMap(\.namesInSource))
      let members = try ArchiveFile(path).contents { names.contains(Path.name(of: $0)) }
      let sorted = members.sorted { $0.key < $1.key }
      return try found(wanted) { name in sorted.first { Path.name(of: $0.key) == name }?.value }
    }
  }

  private func found(_ wanted: [KnownCorpus.File], read: (String) throws -> [UInt8]?) throws -> [String:
    Found]
  {
    var all: [String: Found] = [:]
    for file in wanted {
      for name in file.namesInSource where all[file.name] == nil {
        guard let stored = try read(name) else { continue }
        let isPacked = Path.fileExtension(of: name) == "gz"
        all[file.name] = Found(
          name: isPacked ? "\(file.name).gz" : file.name, stored: stored,
          contents: try ImageFiles.unpacked(stored, path: name))
      }
    }
    return all
  }
}

extension KnownCorpus.File {
  /// The names under which the file may lie in a folder or archive; a text may be `train.txt` and so on.
  fileprivate var namesInSource: [String] { names + (text.map { ["\($0.split.rawValue).txt"] } ?? []) }
}
