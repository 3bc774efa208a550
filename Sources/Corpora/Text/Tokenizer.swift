/// Splits UTF-8 text into words and numbers them.
///
/// Words are what stands between white space; each line feed ends a line, and each line, blank or not, gives one
/// `<eos>` after its words. A last line without a line feed counts as a line. White space is what Python's `str.split`
/// takes for it: space, the ASCII controls 0x09–0x0D and 0x1C–0x1F (so the carriage return of a Windows line end and a
/// form feed separate words and nothing more), and the Unicode spaces U+0085, U+00A0, U+1680, U+2000–U+200A, U+2028,
/// U+2029, U+202F, U+205F and U+3000. A byte order mark at the very beginning is skipped.
enum Tokenizer {
  /// The numbers of the words of a text, with `endOfSentence` after each line.
  ///
  /// - Parameters:
  ///   - bytes: The file's contents.
  ///   - path: The file's name, for messages.
  ///   - table: The words known so far; new ones are added in the order of their appearance.
  /// - Throws: ``CorporaError/notUTF8(path:line:byte:value:)`` and ``CorporaError/noWords(path:bytes:)``.
  static func tokens(of bytes: [UInt8], path: String, into table: inout WordTable) throws -> [Int32] {
    let text = bytes.span
    let mark = UTF8Scalar.byteOrderMark
    var scanner = Scanner(at: bytes.starts(with: mark) ? mark.count : 0, path: path)
    scanner.ids.reserveCapacity(bytes.count / 5)
    let endOfSentence = Array(Vocabulary.endOfSentence.utf8)
    try scanner.scan(text, table: &table, endOfSentence: endOfSentence.span)
    guard scanner.hasWords else { throw CorporaError.noWords(path: path, bytes: bytes.count) }
    return scanner.ids
  }
}

/// Where a pass over a text stands.
private struct Scanner {
  var ids: [Int32] = []
  var hasWords = false
  private let path: String
  private var position: Int
  private var wordStart: Int
  private var lineStart: Int
  private var line = 1

  init(at position: Int, path: String) {
    self.path = path
    self.position = position
    wordStart = position
    lineStart = position
  }

  mutating func scan(_ text: Span<UInt8>, table: inout WordTable, endOfSentence: Span<UInt8>) throws {
    while position < text.count {
      let byte = text[position]
      if byte > 0x20 && byte < 0x80 {
        position += 1
      } else if byte == 0x0A {
        endWord(text, at: position, table: &table)
        ids.append(table.number(endOfSentence))
        position += 1
        (wordStart, lineStart, line) = (position, position, line + 1)
      } else {
        try other(byte, in: text, table: &table)
      }
    }
    endWord(text, at: position, table: &table)
    if position > lineStart { ids.append(table.number(endOfSentence)) }
  }

  /// A control, a space or a character beyond ASCII.
  private mutating func other(_ byte: UInt8, in text: Span<UInt8>, table: inout WordTable) throws {
    guard let scalar = UTF8Scalar(in: text, at: position) else {
      throw CorporaError.notUTF8(path: path, line: line, byte: position, value: byte)
    }
    if Scanner.isWhiteSpace(scalar.value) {
      endWord(text, at: position, table: &table)
      wordStart = position + scalar.length
    }
    position += scalar.length
  }

  private mutating func endWord(_ text: Span<UInt8>, at end: Int, table: inout WordTable) {
    guard end > wordStart else { return }
    ids.append(table.number(text.extracting(wordStart..<end)))
    hasWords = true
  }

  private static func isWhiteSpace(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x20, 0x09...0x0D, 0x1C...0x1F: true
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}
