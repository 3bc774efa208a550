public import Storage

/// A text in three parts, as ids over one vocabulary.
///
/// Words are split on white space, each line gives one `<eos>`, and ids are given by first appearance over train,
/// valid and test, as in the PyTorch word-language-model example.
///
/// ```swift
/// let corpus = try TextCorpus.load("ptb", in: LocalFileSystem())
/// print(corpus.train.count, corpus.vocabulary.count)   // 929589 10000
/// ```
public struct TextCorpus: Equatable, Sendable {
  /// The data set's name where its published texts are loaded, otherwise the folder's.
  public let name: String
  /// The folder that the texts came from.
  public let folder: String
  /// The words of all three parts.
  public let vocabulary: Vocabulary
  /// The training text.
  public let train: [Int32]
  /// The validation text.
  public let valid: [Int32]
  /// The test text.
  public let test: [Int32]
  /// The SHA-256 of each file, by the split's name.
  public let hashes: [String: String]
  /// Sentences about what is not as published, to be shown to whoever asked for the corpus.
  public let warnings: [String]
  /// Whether the folder holds the true loss of each validation and test token (a synthetic language).
  public let hasTrueLosses: Bool

  /// The ids of a split.
  public func tokens(_ split: Split) -> [Int32] {
    switch split {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }

  /// Reads a corpus.
  ///
  /// The texts of a data set that was asked for by name must have the published numbers of tokens and words. In a
  /// folder that was named by its path, another number is a warning: the files may be an excerpt.
  ///
  /// - Parameters:
  ///   - nameOrFolder: `ptb`, `wikitext-2`, the name of another folder in `root`, or the path of a folder that holds
  ///     `ptb.{train,valid,test}.txt`, `wiki.{train,valid,test}.tokens` or `{train,valid,test}.txt`.
  ///   - root: The folder of corpora.
  ///   - fileSystem: Where to read.
  /// - Throws: ``CorporaError``, and what the file system throws.
  public static func load(
    _ nameOrFolder: String, root: String = "Corpora", in fileSystem: any FileSystem = LocalFileSystem()
  ) throws -> TextCorpus {
    let place = try CorpusFolder.find(nameOrFolder, root: root, in: fileSystem)
    var table = WordTable()
    var hashes: [String: String] = [:]
    let texts = try Split.allCases.map { split in
      let bytes = try read(place.path(of: split), in: fileSystem)
      hashes[split.rawValue] = try Digest.sha256(bytes)
      return try Tokenizer.tokens(of: bytes, path: place.path(of: split), into: &table)
    }
    let differences = differences(from: place, tokens: texts.map(\.count), words: table.count)
    if let first = differences.first, place.known?.name == nameOrFolder { throw first }
    let isPublished = place.known != nil && differences.isEmpty
    return TextCorpus(
      name: (isPublished ? place.known?.name : nil) ?? CorpusPlace.name(ofFolder: place.path),
      folder: place.path,
      vocabulary: Vocabulary(table), train: texts[0], valid: texts[1], test: texts[2], hashes: hashes,
      warnings: differences.map(\.description)
        + orderWarnings(place, hashes: hashes, isPublished: isPublished),
      hasTrueLosses: try TrueLosses.exist(in: place.path, fileSystem: fileSystem))
  }

  private static func read(_ path: String, in fileSystem: any FileSystem) throws -> [UInt8] {
    guard try fileSystem.kind(path) == .file else { throw CorporaError.notAFile(path: path) }
    return try fileSystem.read(path)
  }

  private static func differences(from place: CorpusFolder, tokens: [Int], words: Int) -> [CorporaError] {
    guard let known = place.known else { return [] }
    var differences: [CorporaError] = []
    for (split, found) in zip(Split.allCases, tokens) {
      guard let text = known.file(split)?.text, text.tokens != found else { continue }
      differences.append(
        .tokenCount(corpus: known.name, path: place.path(of: split), expected: text.tokens, found: found))
    }
    if differences.isEmpty, let expected = known.vocabularySize, words != expected {
      differences.append(
        .vocabularySize(corpus: known.name, folder: place.path, expected: expected, found: words))
    }
    return differences
  }

  private static func orderWarnings(
    _ place: CorpusFolder, hashes: [String: String], isPublished: Bool
  ) -> [String] {
    guard isPublished, let known = place.known else { return [] }
    return Split.allCases.filter { split in
      hashes[split.rawValue].map(Checksum.sha256) != known.file(split)?.checksum
    }.map { split in
      "\(place.path(of: split)) has the counts of \(known.title) but not its SHA-256; "
        + "see 'strata data check \(known.name)'"
    }
  }
}
