import Storage

extension CorpusCheck {
  /// Checks the texts in a place; some may be missing.
  static func texts(in place: CorpusPlace, in fileSystem: any FileSystem) throws -> CorpusCheck {
    do {
      return try run(CorpusFolder(place, in: fileSystem), in: fileSystem)
    } catch CorporaError.missingFile {
      return try run(CorpusFolder.incomplete(place, in: fileSystem), in: fileSystem)
    }
  }

  private static func run(_ place: CorpusFolder, in fileSystem: any FileSystem) throws -> CorpusCheck {
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
    let expectedTokens = expected?.text?.tokens ?? generated?.tokens
    func file(_ status: Status, sha256: String? = nil, tokens: Int? = nil, problem: String? = nil) -> File {
      File(
        split: split, path: path, status: status, sha256: sha256, tokens: tokens,
        expectedTokens: expectedTokens, problem: problem)
    }
    guard let kind = try fileSystem.kind(path) else { return file(.missing) }
    guard kind == .file else {
      return file(.unreadable, problem: CorporaError.notAFile(path: path).description)
    }
    let bytes = try fileSystem.read(path)
    let sha256 = try Digest.sha256(bytes)
    do {
      let tokens = try Tokenizer.tokens(of: bytes, path: path, into: &table).count
      let status = try expected.map { try $0.status(of: bytes) }
      let generatedStatus: Status? = generated.map { $0.sha256 == sha256 ? .exact : .differs }
      return file(status ?? generatedStatus ?? .unknown, sha256: sha256, tokens: tokens)
    } catch let error as CorporaError {
      return file(.unreadable, sha256: sha256, problem: error.description)
    }
  }
}

extension KnownCorpus.File {
  /// How some bytes compare with the published file, unpacked.
  func status(of bytes: [UInt8]) throws -> CorpusCheck.Status {
    guard bytes.count == self.bytes else { return .differs }
    if try checksum.matches(bytes) { return .exact }
    guard let text else { return .differs }
    return try Self.sortedLinesSHA256(bytes) == text.sortedLinesSHA256 ? .permuted : .differs
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
