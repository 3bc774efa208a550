/// What a token of a text is.
public enum TokenUnit: String, Codable, CaseIterable, Sendable {
  /// What stands between white space, with one `<eos>` after each line.
  case words
  /// A character of UTF-8 text: one Unicode scalar value (a code point), line ends among them.
  ///
  /// An accent that stands as a scalar of its own is a token of its own, as for Python's `str`. A byte
  /// order mark at the very beginning of a file is skipped, and nothing is added or taken away besides.
  case characters
  /// A byte of any file, from its first to its last; the id is the byte's value, so every run has the same
  /// 256.
  case bytes

  /// One of them, in words.
  public var singular: String {
    switch self {
    case .words: "word"
    case .characters: "character"
    case .bytes: "byte"
    }
  }
}

extension TokenUnit {
  /// The tokens that are numbered before any text is read.
  var startingTable: WordTable {
    var table = WordTable()
    if self == .bytes {
      for byte in UInt8.min...UInt8.max { _ = table.number([byte].span) }
    }
    return table
  }

  /// The ids of a text's tokens.
  ///
  /// - Parameters:
  ///   - bytes: The file's contents.
  ///   - path: The file's name, for messages.
  ///   - table: The tokens known so far; new ones are added in the order of their appearance.
  /// - Throws: ``CorporaError/notUTF8(path:line:byte:value:)``, ``CorporaError/noWords(path:bytes:)`` and
  ///   ``CorporaError/emptyText(path:)``.
  func ids(of bytes: [UInt8], path: String, into table: inout WordTable) throws -> [Int32] {
    guard self == .words || !bytes.isEmpty else { throw CorporaError.emptyText(path: path) }
    return switch self {
    case .words: try Tokenizer.tokens(of: bytes, path: path, into: &table)
    case .characters: try CharacterTokenizer.tokens(of: bytes, path: path, into: &table)
    case .bytes: bytes.map(Int32.init)
    }
  }
}
