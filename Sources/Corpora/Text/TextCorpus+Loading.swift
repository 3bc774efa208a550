public import Storage

extension TextCorpus {
  /// Reads a corpus.
  ///
  /// The texts of a data set that was asked for by name must have the published numbers of tokens and
  /// words. In a folder that was named by its path, another number is a warning: the files may be an
  /// excerpt. Of characters and bytes nobody published numbers: then files that are not the published ones
  /// are a warning.
  ///
  /// - Parameters:
  ///   - nameOrFolder: `ptb`, `wikitext-2`, the name of another folder in `root`, the path of a folder that
  ///     holds `ptb.{train,valid,test}.txt`, `wiki.{train,valid,test}.tokens` or `{train,valid,test}.txt`,
  ///     or the path of one file, of which the first 90 % are the training text, and 5 % each the others,
  ///     cut at ends of lines.
  ///   - unit: What a token is.
  ///   - root: The folder of corpora.
  ///   - fileSystem: Where to read.
  /// - Throws: ``CorporaError``, and what the file system throws.
  public static func load(
    _ nameOrFolder: String, tokens unit: TokenUnit = .words, root: String = "Corpora",
    in fileSystem: any FileSystem = LocalFileSystem()
  ) throws -> TextCorpus {
    // A known name means the data set, whatever lies in the current folder.
    if CorpusRegistry.corpus(named: nameOrFolder) == nil, try fileSystem.kind(nameOrFolder) == .file {
      return try single(nameOrFolder, tokens: unit, in: fileSystem)
    }
    let place = try CorpusFolder.find(nameOrFolder, root: root, in: fileSystem)
    let read = try NumberedTexts(
      Split.allCases.map {
        TextPart(path: place.path(of: $0), bytes: try bytes(of: place.path(of: $0), in: fileSystem))
      },
      unit)
    let differences = unit == .words ? differences(from: place, read) : []
    if let first = differences.first, place.known?.name == nameOrFolder { throw first }
    let altered = alteredFiles(place, hashes: read.hashes)
    let isPublished = place.known != nil && (unit == .words ? differences.isEmpty : altered.isEmpty)
    return TextCorpus(
      name: (isPublished ? place.known?.name : nil) ?? CorpusPlace.name(ofFolder: place.path),
      folder: place.path, read: read,
      warnings: differences.map(\.description)
        + (unit == .words && !isPublished ? [] : altered.map { warning(of: $0, unit, place) }),
      hasTrueLosses: try unit == .words && TrueLosses.exist(in: place.path, fileSystem: fileSystem),
      isSingleFile: false)
  }

  private static func single(
    _ path: String, tokens unit: TokenUnit, in fileSystem: any FileSystem
  ) throws -> TextCorpus {
    let parts = try TextPart.cut(try fileSystem.read(path), path: path)
    return TextCorpus(
      name: CorpusPlace.name(ofFolder: path), folder: path, read: try NumberedTexts(parts, unit),
      warnings: [TextPart.sentence(about: parts, path: path)], hasTrueLosses: false, isSingleFile: true)
  }

  private init(
    name: String, folder: String, read: NumberedTexts, warnings: [String], hasTrueLosses: Bool,
    isSingleFile: Bool
  ) {
    self.init(
      name: name, folder: folder, vocabulary: read.vocabulary, train: read.ids[0], valid: read.ids[1],
      test: read.ids[2], hashes: read.hashes, warnings: warnings, hasTrueLosses: hasTrueLosses,
      isSingleFile: isSingleFile)
  }

  private static func bytes(of path: String, in fileSystem: any FileSystem) throws -> [UInt8] {
    guard try fileSystem.kind(path) == .file else { throw CorporaError.notAFile(path: path) }
    return try fileSystem.read(path)
  }

  private static func differences(from place: CorpusFolder, _ read: NumberedTexts) -> [CorporaError] {
    guard let known = place.known else { return [] }
    var differences: [CorporaError] = []
    for (split, ids) in zip(Split.allCases, read.ids) {
      guard let text = known.file(split)?.text, text.tokens != ids.count else { continue }
      differences.append(
        .tokenCount(corpus: known.name, path: place.path(of: split), expected: text.tokens, found: ids.count))
    }
    let words = read.vocabulary.count
    if differences.isEmpty, let expected = known.vocabularySize, words != expected {
      differences.append(
        .vocabularySize(corpus: known.name, folder: place.path, expected: expected, found: words))
    }
    return differences
  }

  /// The texts of a known data set that are not byte for byte the published ones.
  private static func alteredFiles(_ place: CorpusFolder, hashes: [String: String]) -> [Split] {
    guard let known = place.known else { return [] }
    return Split.allCases.filter { hashes[$0.rawValue].map(Checksum.sha256) != known.file($0)?.checksum }
  }

  private static func warning(of split: Split, _ unit: TokenUnit, _ place: CorpusFolder) -> String {
    let (title, name) = (place.known?.title ?? "", place.known?.name ?? "")
    let what =
      unit == .words
      ? "has the counts of \(title) but not its SHA-256" : "has another SHA-256 than the file of \(title)"
    return "\(place.path(of: split)) \(what); see 'strata data check \(name)'"
  }
}
