public import Storage

/// What the texts in a folder are, held against what was published or generated.
///
/// Nothing is refused; all is reported.
public struct CorpusCheck: Codable, Equatable, Sendable {
  /// How a file compares with the expected one.
  public enum Status: String, Codable, Sendable {
    /// The file is not there.
    case missing
    /// The file cannot be read as text.
    case unreadable
    /// The file is, byte for byte, the published or generated one.
    case exact
    /// The file has every line of the published one, in another order.
    case permuted
    /// The file is another one.
    case differs
    /// There is nothing to compare the file with.
    case unknown
  }

  /// One file.
  public struct File: Codable, Equatable, Sendable {
    /// The part of the corpus.
    public let split: Split
    /// Its path.
    public let path: String
    /// How it compares.
    public let status: Status
    /// Its SHA-256, or nil when it is missing.
    public let sha256: String?
    /// Its number of tokens, one `<eos>` a line, or nil when it is missing or unreadable.
    public let tokens: Int?
    /// The number of tokens of the published file, or nil when none is known.
    public let expectedTokens: Int?
    /// Why it cannot be read, in one sentence.
    public let problem: String?

    enum CodingKeys: String, CodingKey {
      case split, path, status, sha256, tokens, problem
      case expectedTokens = "expected_tokens"
    }

    /// One line for people.
    public var summary: String {
      let counted =
        tokens.map { "\($0) tokens" + (expectedTokens == $0 ? " as published" : difference) } ?? ""
      return switch status {
      case .missing: "\(path): missing"
      case .unreadable: problem ?? "\(path): unreadable"
      case .exact: "\(path): SHA-256 as expected, \(counted)"
      case .permuted: "\(path): permuted, every line of the published file in another order, \(counted)"
      case .differs: "\(path): another file than the expected one (SHA-256 \(sha256 ?? "")), \(counted)"
      case .unknown: "\(path): \(counted), SHA-256 \(sha256 ?? "")"
      }
    }

    private var difference: String { expectedTokens.map { " where \($0) are expected" } ?? "" }
  }

  /// The name of the data set, or nil for a folder of texts.
  public let corpus: String?
  /// The folder.
  public let folder: String
  /// Train, valid and test.
  public let files: [File]
  /// The number of different words, or nil unless all files can be read.
  public let words: Int?
  /// The number of different words of the published texts, or nil when none is known.
  public let expectedWords: Int?

  enum CodingKeys: String, CodingKey {
    case corpus, folder, files, words
    case expectedWords = "expected_words"
  }

  /// Whether all files are there with the expected numbers of tokens and words, in the published order or not.
  public var isUsable: Bool {
    files.allSatisfy {
      ![.missing, .unreadable].contains($0.status) && ($0.expectedTokens ?? $0.tokens) == $0.tokens
    }
      && (expectedWords ?? words) == words
  }

  /// Whether every file is the published or generated one.
  public var isExact: Bool { files.allSatisfy { $0.status == .exact } }

  /// Checks a corpus.
  ///
  /// - Parameters:
  ///   - nameOrFolder: The name of a data set or of a folder in `root`, or the path of a folder.
  ///   - root: The folder of corpora.
  ///   - fileSystem: Where to look.
  /// - Throws: ``CorporaError`` when there is no such folder and no such data set.
  public static func run(
    _ nameOrFolder: String, root: String = "Corpora", in fileSystem: any FileSystem = LocalFileSystem()
  ) throws -> CorpusCheck {
    let place: CorpusFolder
    do {
      place = try CorpusFolder.find(nameOrFolder, root: root, in: fileSystem)
    } catch CorporaError.missingFile, CorporaError.notPresent {
      // What is missing is part of the report.
      place = try CorpusFolder.incomplete(nameOrFolder, root: root, in: fileSystem)
    }
    return try run(place, in: fileSystem)
  }

  /// Checks the files in a place.
  static func run(_ place: CorpusFolder, in fileSystem: any FileSystem) throws -> CorpusCheck {
    let generated = try SyntheticCorpus.read(from: place.path, in: fileSystem)
    var table = WordTable()
    let files = try Split.allCases.map { split in
      try check(split, of: place, generated: generated?.texts[split.rawValue], table: &table, in: fileSystem)
    }
    return CorpusCheck(
      corpus: place.known?.name, folder: place.path, files: files,
      words: files.contains { $0.tokens == nil } ? nil : table.count,
      expectedWords: place.known?.vocabularySize)
  }

  private static func check(
    _ split: Split, of place: CorpusFolder, generated: SyntheticCorpus.Text?, table: inout WordTable,
    in fileSystem: any FileSystem
  ) throws -> File {
    let path = place.path(of: split)
    let expected = place.known?.file(split)
    let expectedTokens = expected?.tokens ?? generated?.tokens
    func file(_ status: Status, sha256: String? = nil, tokens: Int? = nil, problem: String? = nil) -> File {
      File(
        split: split, path: path, status: status, sha256: sha256, tokens: tokens,
        expectedTokens: expectedTokens,
        problem: problem)
    }
    guard let kind = try fileSystem.kind(path) else { return file(.missing) }
    guard kind == .file else {
      return file(.unreadable, problem: CorporaError.notAFile(path: path).description)
    }
    let bytes = try fileSystem.read(path)
    let sha256 = try Digest.sha256(bytes)
    do {
      let tokens = try Tokenizer.tokens(of: bytes, path: path, into: &table).count
      let status = try expected.map { try $0.status(of: bytes, sha256: sha256) }
      let generatedStatus: Status? = generated.map { $0.sha256 == sha256 ? .exact : .differs }
      return file(status ?? generatedStatus ?? .unknown, sha256: sha256, tokens: tokens)
    } catch let error as CorporaError {
      return file(.unreadable, sha256: sha256, problem: error.description)
    }
  }
}

extension KnownCorpus.File {
  /// How some bytes compare with the published file.
  func status(of bytes: [UInt8], sha256: String) throws -> CorpusCheck.Status {
    if sha256 == self.sha256 { return .exact }
    guard bytes.count == self.bytes else { return .differs }
    return try KnownCorpus.File.sortedLinesSHA256(bytes) == sortedLinesSHA256 ? .permuted : .differs
  }

  /// The SHA-256 of the lines of a text, sorted by their bytes, as of `LC_ALL=C sort FILE`.
  static func sortedLinesSHA256(_ bytes: [UInt8]) throws -> String {
    let hasLastLine = bytes.last != 0x0A
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let sorted = (hasLastLine ? lines[...] : lines.dropLast()).sorted { $0.lexicographicallyPrecedes($1) }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + 1)
    for line in sorted {
      text += line
      text.append(0x0A)
    }
    return try Digest.sha256(text)
  }
}
