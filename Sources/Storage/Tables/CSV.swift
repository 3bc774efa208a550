/// Comma-separated values as in RFC 4180: CRLF line ends, quotation marks doubled inside quoted fields.
public enum CSV {
  /// One field as it stands in a file.
  public struct Field: Equatable, Sendable {
    /// The text without quotation marks.
    public let text: String
    /// Whether it stood in quotation marks, which marks it as text and not as a number.
    public let quoted: Bool

    /// Creates a field.
    public init(_ text: String, quoted: Bool = false) {
      self.text = text
      self.quoted = quoted
    }
  }

  /// One line of fields and the number of the line on which it begins, from 1.
  public struct Record: Equatable, Sendable {
    /// The fields from left to right; never empty.
    public let fields: [Field]
    /// The line of the file, from 1.
    public let line: Int
  }

  /// Appends one record to `bytes`; fields are quoted where they ask for it or need it.
  public static func append(_ fields: [Field], to bytes: inout [UInt8]) {
    for (i, field) in fields.enumerated() {
      if i > 0 { bytes.append(comma) }
      guard field.quoted || needsQuotes(field.text) else {
        bytes.append(contentsOf: field.text.utf8)
        continue
      }
      bytes.append(quote)
      for byte in field.text.utf8 {
        if byte == quote { bytes.append(quote) }
        bytes.append(byte)
      }
      bytes.append(quote)
    }
    bytes.append(contentsOf: [carriageReturn, lineFeed])
  }

  /// Reads records; line ends may be CRLF or LF, a byte-order mark is skipped, the last line end may lack.
  public static func records(in bytes: [UInt8], source: String) throws(TableError) -> [Record] {
    var reader = Reader(bytes: bytes, source: source)
    return try reader.records()
  }

  private static func needsQuotes(_ text: String) -> Bool {
    text.utf8.contains { $0 == comma || $0 == quote || $0 == carriageReturn || $0 == lineFeed }
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let carriageReturn = UInt8(ascii: "\r")
private let lineFeed = UInt8(ascii: "\n")

/// The state of one pass over a file.
private struct Reader {
  let bytes: [UInt8]
  let source: String
  var at = 0
  var line = 1

  mutating func records() throws(TableError) -> [CSV.Record] {
    if let byte = firstByteThatIsNotUTF8(bytes) { throw .notUTF8(source: source, byte: byte) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
    var records: [CSV.Record] = []
    while at < bytes.count { records.append(try record()) }
    return records
  }

  private mutating func record() throws(TableError) -> CSV.Record {
    let first = line
    var fields: [CSV.Field] = []
    while true {
      fields.append(try field())
      if at < bytes.count, bytes[at] == comma {
        at += 1
        continue
      }
      if at < bytes.count { endLine() }
      return CSV.Record(fields: fields, line: first)
    }
  }

  /// Reads one field and stops at the comma, line end or end of file after it.
  private mutating func field() throws(TableError) -> CSV.Field {
    if at < bytes.count, bytes[at] == quote { return try quotedField() }
    let start = at
    while at < bytes.count, bytes[at] != comma, !isLineEnd(at) {
      if bytes[at] == quote { throw .strayQuote(source: source, line: line) }
      at += 1
    }
    return CSV.Field(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  private mutating func quotedField() throws(TableError) -> CSV.Field {
    let opened = line
    var content: [UInt8] = []
    at += 1
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      guard byte == quote else {
        if byte == lineFeed { line += 1 }
        content.append(byte)
        continue
      }
      if at < bytes.count, bytes[at] == quote {
        content.append(quote)
        at += 1
        continue
      }
      guard at == bytes.count || bytes[at] == comma || isLineEnd(at) else {
        throw .strayQuote(source: source, line: line)
      }
      return CSV.Field(String(decoding: content, as: UTF8.self), quoted: true)
    }
    throw .unterminatedQuote(source: source, line: opened)
  }

  private func isLineEnd(_ i: Int) -> Bool {
    bytes[i] == lineFeed
      || (bytes[i] == carriageReturn && (i + 1 == bytes.count || bytes[i + 1] == lineFeed))
  }

  private mutating func endLine() {
    if bytes[at] == carriageReturn { at += 1 }
    if at < bytes.count, bytes[at] == lineFeed { at += 1 }
    line += 1
  }
}

/// The index of the first byte that no UTF-8 sequence explains, or nil.
func firstByteThatIsNotUTF8(_ bytes: [UInt8]) -> Int? {
  do {
    _ = try UTF8Span(validating: bytes.span)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}
