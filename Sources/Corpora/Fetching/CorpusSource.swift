import Storage

/// A local folder or archive that holds the files of a data set.
enum CorpusSource: Equatable {
  case folder(String)
  case archive(String)

  /// What is at a path.
  init(_ path: String, in fileSystem: any FileSystem) throws {
    switch try fileSystem.kind(path) {
    case .folder: self = .folder(path)
    case .file: self = .archive(path)
    case .other, nil: throw StorageError.missing(path: path)
    }
  }

  /// The path.
  var path: String {
    switch self {
    case .folder(let path), .archive(let path): path
    }
  }

  /// The contents of a file, under its published name or as `train.txt` and so on, or nil when it is not there.
  func bytes(of file: KnownCorpus.File, in fileSystem: any FileSystem) throws -> [UInt8]? {
    let names = [file.name, "\(file.split.rawValue).txt"]
    switch self {
    case .folder(let folder):
      for path in names.map({ Path.join(folder, $0) }) where try fileSystem.kind(path) == .file {
        return try fileSystem.read(path)
      }
    case .archive(let path):
      let archive = ArchiveFile(path)
      let members = try archive.members()
      for name in names {
        if let member = members.first(where: { Path.name(of: $0) == name }) {
          return try archive.read(member)
        }
      }
    }
    return nil
  }
}

extension CorpusFetcher {
  /// Copies the files of a data set from a local folder or archive (zip, tar, tgz, …).
  ///
  /// A file must be the published one, or have its lines in another order, which the check reports. Nothing is written
  /// unless all files are right.
  ///
  /// - Returns: The check of what is there in the end.
  /// - Throws: ``CorporaError/notInSource(source:corpus:file:)``, ``CorporaError/wrongFile(path:corpus:expected:found:)``,
  ///   and what the disk or the archive throws.
  public func fetch(_ corpus: KnownCorpus, from path: String) throws -> CorpusCheck {
    let source = try CorpusSource(path, in: fileSystem)
    let contents = try corpus.files.map { file in
      guard let bytes = try source.bytes(of: file, in: fileSystem) else {
        throw CorporaError.notInSource(source: path, corpus: corpus.name, file: file.name)
      }
      let sha256 = try Digest.sha256(bytes)
      guard try [.exact, .permuted].contains(file.status(of: bytes, sha256: sha256)) else {
        throw CorporaError.wrongFile(
          path: "\(path): \(file.name)", corpus: corpus.name, expected: file.sha256, found: sha256)
      }
      return bytes
    }
    try fileSystem.makeFolders(folder(of: corpus))
    for (file, bytes) in zip(corpus.files, contents) {
      let target = Path.join(folder(of: corpus), file.name)
      try AtomicWrite.replace(target, with: bytes, in: fileSystem)
      report(.fetched(path: target))
    }
    return try CorpusCheck.run(CorpusFolder(path: folder(of: corpus), known: corpus), in: fileSystem)
  }
}
