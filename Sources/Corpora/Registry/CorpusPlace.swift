import Storage

/// The folder that a name stands for.
struct CorpusPlace: Equatable, Sendable {
  /// The folder's path.
  let path: String
  /// The data set that was asked for by name, or nil.
  let known: KnownCorpus?

  /// Where a corpus lies.
  ///
  /// - Parameters:
  ///   - nameOrFolder: The name of a known data set or of a folder in `root`, or the path of a folder. A
  ///     known name wins over a folder of that name in the current one when it is there in `root`.
  ///   - root: The folder of corpora.
  ///   - kind: What the corpus must hold, or nil where anything will do.
  ///   - fileSystem: Where to look.
  /// - Throws: ``CorporaError``.
  static func find(
    _ nameOrFolder: String, root: String, kind: KnownCorpus.Kind?, in fileSystem: any FileSystem
  ) throws -> CorpusPlace {
    let known = CorpusRegistry.corpus(named: nameOrFolder)
    if let known, let kind, known.kind != kind {
      throw CorporaError.usage(
        "'\(known.name)' holds \(known.kind == .images ? "images" : "texts"); "
          + "give a folder of \(words(kind)), or one of "
          + CorpusRegistry.names(of: kind).joined(separator: ", "))
    }
    let isName =
      !nameOrFolder.isEmpty && !nameOrFolder.contains("/") && nameOrFolder != "." && nameOrFolder != ".."
    let inRoot = isName ? Path.join(root, nameOrFolder) : nil
    for candidate in [known == nil ? nil : inRoot, nameOrFolder, inRoot].compactMap(\.self) {
      switch try fileSystem.kind(candidate) {
      case .folder: return CorpusPlace(path: candidate, known: known)
      case .file, .other: throw CorporaError.usage("\(candidate) is a file; give a folder of \(words(kind))")
      case nil: continue
      }
    }
    if let known, let inRoot { throw CorporaError.notPresent(name: known.name, folder: inRoot) }
    throw CorporaError.noSuchCorpus(
      name: nameOrFolder, root: root, known: CorpusRegistry.names(of: kind))
  }

  private static func words(_ kind: KnownCorpus.Kind?) -> String {
    switch kind {
    case .text: "texts (train.txt, valid.txt and test.txt)"
    case .images: "images (\(ImageLayout.allCases.map(\.description).joined(separator: "; or ")))"
    case nil: "texts or images"
    }
  }

  /// The folder's name, where it has one.
  static func name(ofFolder path: String) -> String {
    let name = Path.name(of: path)
    return [".", "..", "", "/"].contains(name) ? "data" : name
  }
}
