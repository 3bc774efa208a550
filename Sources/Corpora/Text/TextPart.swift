/// A text of a corpus: a file, or a part of one.
struct TextPart: Equatable {
  /// The file.
  let path: String
  /// What is in it.
  let bytes: [UInt8]
  /// Where it begins in the file.
  var start = 0
  /// The number of lines before it in the file.
  var linesBefore = 0

  /// The ids of its tokens; places in messages are places in the file.
  func ids(of unit: TokenUnit, into table: inout WordTable) throws -> [Int32] {
    do {
      return try unit.ids(of: bytes, path: path, into: &table)
    } catch CorporaError.notUTF8(let path, let line, let byte, let value) {
      throw CorporaError.notUTF8(path: path, line: line + linesBefore, byte: byte + start, value: value)
    }
  }

  /// The parts of a single file in percent: training, validation and test text.
  private static let shares = [90, 5, 5]

  /// Cuts a file in three, each after the line end that is next after its share.
  ///
  /// - Throws: ``CorporaError/tooFewLines(path:bytes:)`` where a part would have no line.
  static func cut(_ bytes: [UInt8], path: String) throws -> [TextPart] {
    var parts: [TextPart] = []
    var (start, lines, percent) = (0, 0, 0)
    for share in shares {
      percent += share
      let least = max(start, bytes.count * percent / 100)
      let lineEnd = percent == 100 ? nil : bytes[least...].firstIndex(of: 0x0A)
      let end = lineEnd.map { $0 + 1 } ?? bytes.count
      guard end > start else { throw CorporaError.tooFewLines(path: path, bytes: bytes.count) }
      parts.append(TextPart(path: path, bytes: Array(bytes[start..<end]), start: start, linesBefore: lines))
      lines += bytes[start..<end].count { $0 == 0x0A }
      start = end
    }
    return parts
  }

  /// How a single file was cut, in one sentence.
  static func sentence(about parts: [TextPart], path: String) -> String {
    "\(path) is one file: its first \(parts[0].bytes.count) bytes are the training text, the next "
      + "\(parts[1].bytes.count) the validation text, the last \(parts[2].bytes.count) the test text"
  }
}
