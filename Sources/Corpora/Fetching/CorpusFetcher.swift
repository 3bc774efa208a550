import Foundation
public import Storage

/// Gets the files of a known data set and checks each, or the archive that holds them, against its SHA-256.
///
/// Mirrors are tried in turn. What has arrived of a file stays in `NAME.part`, from which the next attempt,
/// also one with another mirror, continues; a file gets its name in one step once its length and SHA-256 are
/// right.
public struct CorpusFetcher: Sendable {
  /// What happens while fetching.
  public enum Event: Equatable, Sendable {
    /// The file was there already, with its SHA-256.
    case present(path: String)
    /// A request was sent; `resumedAt` bytes are there, `total` is the length where it is known.
    case requested(address: String, resumedAt: Int, total: Int?)
    /// So many bytes of the file are there.
    case progress(bytes: Int, total: Int?)
    /// A mirror did not give the file.
    case failed(address: String, reason: String)
    /// The file is there, and right.
    case fetched(path: String)
  }

  /// The folder of corpora.
  public let root: String
  /// How long a server may be silent.
  public let idleSeconds: Double
  let fileSystem: any FileSystem
  let report: @Sendable (Event) -> Void

  /// How often one mirror is asked for one file, as long as each time brings bytes.
  private static let attempts = 4

  /// Prepares to fetch into folders of `root`.
  public init(
    root: String = "Corpora", idleSeconds: Double = 30, in fileSystem: any FileSystem = LocalFileSystem(),
    report: @escaping @Sendable (Event) -> Void = { _ in }
  ) {
    self.root = root
    self.idleSeconds = idleSeconds
    self.fileSystem = fileSystem
    self.report = report
  }

  /// The folder of a data set.
  public func folder(of corpus: KnownCorpus) -> String { Path.join(root, corpus.name) }

  /// Fetches what is not there yet.
  ///
  /// - Parameters:
  ///   - corpus: The data set.
  ///   - mirrors: Where to look, by default the places in the registry.
  /// - Returns: The check of what is there in the end.
  /// - Throws: ``CorporaError/notFetched(name:failures:)`` when no mirror gave a file, and what the disk
  ///   throws.
  public func fetch(_ corpus: KnownCorpus, mirrors: [Mirror]? = nil) throws -> CorpusCheck {
    try fileSystem.makeFolders(folder(of: corpus))
    var wanted: [KnownCorpus.File] = []
    for file in corpus.files {
      if try isPresent(file, of: corpus) {
        report(.present(path: path(of: file, of: corpus)))
      } else {
        wanted.append(file)
      }
    }
    var failures: [String] = []
    for mirror in mirrors ?? corpus.mirrors where !wanted.isEmpty {
      switch mirror {
      case .files(let addresses):
        for (file, address) in zip(corpus.files, addresses) where wanted.contains(file) {
          if let reason = try fetch(file, of: corpus, from: address) {
            failures.append("\(address): \(reason)")
          } else {
            wanted.removeAll { $0 == file }
          }
        }
      case .archive(let address):
        if let reason = try fetch(&wanted, of: corpus, fromArchive: address) {
          failures.append("\(address): \(reason)")
        }
      }
    }
    guard wanted.isEmpty else { throw CorporaError.notFetched(name: corpus.name, failures: failures) }
    return try check(corpus)
  }

  /// The check of what is there.
  func check(_ corpus: KnownCorpus) throws -> CorpusCheck {
    try CorpusCheck.run(CorpusPlace(path: folder(of: corpus), known: corpus), in: fileSystem)
  }

  private func path(of file: KnownCorpus.File, of corpus: KnownCorpus) -> String {
    Path.join(folder(of: corpus), file.publishedName)
  }

  /// Whether a file is there, packed or not.
  private func isPresent(_ file: KnownCorpus.File, of corpus: KnownCorpus) throws -> Bool {
    let paths = file.names.map { Path.join(folder(of: corpus), $0) }
    guard let path = try paths.first(where: { try fileSystem.kind($0) == .file }) else { return false }
    do {
      return try file.status(of: ImageFiles.unpacked(try fileSystem.read(path), path: path)) == .exact
    } catch CorporaError.badImageFile {
      return false
    }
  }

  /// Writes a file that is right, and removes others that would be read in its place.
  func keep(_ bytes: [UInt8], as name: String, _ file: KnownCorpus.File, of corpus: KnownCorpus) throws {
    let target = Path.join(folder(of: corpus), name)
    try AtomicWrite.replace(target, with: bytes, in: fileSystem)
    try removeOthers(than: name, file, of: corpus)
    report(.fetched(path: target))
  }

  private func removeOthers(than name: String, _ file: KnownCorpus.File, of corpus: KnownCorpus) throws {
    for other in file.names where other != name {
      try fileSystem.removeTree(Path.join(folder(of: corpus), other))
    }
  }

  /// Fetches one file; returns why it did not come.
  private func fetch(_ file: KnownCorpus.File, of corpus: KnownCorpus, from address: String) throws -> String?
  {
    let target = path(of: file, of: corpus)
    let partial = "\(target).part"
    guard let published = file.published else { return failed(address, "no SHA-256 of the file is known") }
    if let reason = try download(address, to: partial, expected: published) { return reason }
    try fileSystem.sync(partial)
    try fileSystem.rename(partial, to: target)
    try removeOthers(than: file.publishedName, file, of: corpus)
    try fileSystem.syncFolder(folder(of: corpus))
    report(.fetched(path: target))
    return nil
  }

  /// Fetches an archive and takes the wanted files out of it; returns why some did not come.
  private func fetch(
    _ wanted: inout [KnownCorpus.File], of corpus: KnownCorpus, fromArchive address: String
  ) throws -> String? {
    let name = Path.name(of: address)
    let partial = Path.join(folder(of: corpus), "\(name).part")
    if let reason = try download(address, to: partial, expected: corpus.archive) { return reason }
    defer { try? fileSystem.removeFile(partial) }
    // The archive is read under its own name, which says how it is packed.
    let archive = Path.join(folder(of: corpus), ".\(name)")
    try fileSystem.rename(partial, to: archive)
    defer { try? fileSystem.removeFile(archive) }
    do {
      let found = try CorpusSource.archive(archive).files(wanted, in: fileSystem)
      for file in wanted {
        guard let found = found[file.name] else { return failed(address, "it holds no \(file.name)") }
        // What is in an archive with the published SHA-256 is right.
        guard try corpus.archive != nil || file.checksum.matches(found.contents) else {
          return failed(address, "its \(file.name) is not the published file")
        }
        try keep(found.stored, as: found.name, file, of: corpus)
        wanted.removeAll { $0 == file }
      }
    } catch StorageError.malformed(_, _, _, let problem) {
      return failed(address, "it is not a readable archive: \(problem)")
    }
    return nil
  }

  private func failed(_ address: String, _ reason: String) -> String {
    report(.failed(address: address, reason: reason))
    return reason
  }

  /// Completes a partial file and returns why that failed, or nil.
  ///
  /// What arrived is kept unless it is wrong.
  private func download(_ address: String, to partial: String, expected packed: KnownCorpus.Packed?) throws
    -> String?
  {
    let (expected, sha256) = (packed?.bytes, packed?.sha256)
    guard let url = URL(string: address), url.scheme != nil else {
      return failed(address, "this is no address")
    }
    // Without a checksum there is no telling whether an old part belongs to this file.
    if sha256 == nil { try fileSystem.removeTree(partial) }
    var reason = "it did not give the file"
    for _ in 0..<CorpusFetcher.attempts {
      let before = try fileSystem.kind(partial) == .file ? fileSystem.size(partial) : 0
      if let expected, before > expected {
        try fileSystem.removeFile(partial)
        continue
      }
      if before != expected {
        report(.requested(address: address, resumedAt: before, total: expected))
        let report = report
        let outcome = try Download.run(
          url, to: partial, expected: expected, idleSeconds: idleSeconds, in: fileSystem
        ) { report(.progress(bytes: $0, total: expected)) }
        switch outcome {
        case .complete: break
        case .askForAll:
          try fileSystem.removeTree(partial)
          continue
        case .refused(let words): return failed(address, words)
        case .broken(let words): reason = words
        }
        let after = try fileSystem.kind(partial) == .file ? fileSystem.size(partial) : 0
        guard outcome == .complete, expected == nil || after == expected else {
          if outcome == .complete { reason = "it sent \(after) bytes of \(expected ?? after)" }
          if after <= before { break }
          continue
        }
      }
      guard let sha256 else { return nil }
      if try Digest.sha256(of: partial, in: fileSystem) == sha256 { return nil }
      try fileSystem.removeFile(partial)
      reason = "the SHA-256 of its file is not the published one"
      // A part from elsewhere may be to blame; a file that came from here in one piece is not mended by asking again.
      if before == 0 { break }
    }
    return failed(address, reason)
  }
}
