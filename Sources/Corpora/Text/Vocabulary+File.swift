public import Storage

extension Vocabulary {
  /// The 256 bytes.
  public static let ofBytes = Vocabulary(TokenUnit.bytes.startingTable, of: .bytes)

  /// Reads `vocab.txt`.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - unit: What its tokens are; the file does not say.
  ///   - fileSystem: Where to read.
  /// - Throws: ``CorporaError/badVocabulary(path:line:problem:)``, and what the file system throws.
  public static func read(
    _ path: String, tokens unit: TokenUnit = .words, in fileSystem: any FileSystem
  ) throws -> Vocabulary {
    let bytes = try fileSystem.read(path)
    let parts = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let lines = parts.last?.isEmpty == true ? parts.dropLast() : parts[...]
    guard !lines.isEmpty else {
      throw unit == .words
        ? CorporaError.noWords(path: path, bytes: bytes.count) : CorporaError.emptyText(path: path)
    }
    var table = WordTable()
    for (index, line) in lines.enumerated() {
      func bad(_ problem: String) -> CorporaError {
        .badVocabulary(path: path, line: index + 1, problem: problem)
      }
      let token = try unit == .words ? word(on: line, orThrow: bad) : spelled(on: line, unit, orThrow: bad)
      guard Int(table.number(token.span)) == index else { throw bad("the \(unit.singular) stands twice") }
    }
    let vocabulary = Vocabulary(table, of: unit)
    if unit == .bytes, vocabulary != ofBytes {
      throw CorporaError.badVocabulary(
        path: path, line: lines.count, problem: "these are not the bytes \\x00 to \\xff in their order")
    }
    return vocabulary
  }

  /// The word alone, without white space such as the carriage return of some editors.
  private static func word(
    on line: ArraySlice<UInt8>, orThrow bad: (String) -> CorporaError
  ) throws -> [UInt8] {
    var single = WordTable()
    let ids: [Int32]
    do {
      // The space keeps a byte order mark from being taken for the beginning of a file.
      ids = try Tokenizer.tokens(of: [0x20] + line, path: "", into: &single)
    } catch CorporaError.notUTF8(_, _, _, let value) {
      throw bad("the byte \(value) is not UTF-8; convert the file")
    } catch CorporaError.noWords {
      throw bad("the line is empty")
    }
    guard ids.count == 2 else { throw bad("this is not one word") }
    return Array(single.bytes(of: 0))
  }

  private static func spelled(
    on line: ArraySlice<UInt8>, _ unit: TokenUnit, orThrow bad: (String) -> CorporaError
  ) throws -> [UInt8] {
    guard !line.isEmpty else { throw bad("the line is empty") }
    guard let token = TokenSpelling.token(spelled: line, as: unit) else {
      throw bad(
        unit == .bytes
          ? "this is not one byte, such as \\x0a"
          : "this is not one character, such as a, \\n, \\\\ or \\u0020")
    }
    return token
  }

  /// Writes `vocab.txt`, all or nothing.
  public func write(_ path: String, in fileSystem: any FileSystem) throws {
    var bytes: [UInt8] = []
    for id in 0..<count {
      // The bytes of a word, which a string might spell otherwise.
      bytes += tokenUnit == .words ? Array(table.bytes(of: id)) : Array(tokens[id].utf8)
      bytes.append(0x0A)
    }
    try AtomicWrite.replace(path, with: bytes, in: fileSystem)
  }
}
