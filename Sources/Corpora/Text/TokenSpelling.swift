/// How `vocab.txt` spells characters and bytes, one a line.
///
/// A character that can be seen stands as it is. The others are escaped as inside a JSON string: `\n`,
/// `\t`, `\r`, `\\`, `\"`, and `\u0020` with four hexadecimal digits for a space, a control, a combining
/// mark or anything else without a shape of its own (two of them, a surrogate pair, beyond U+FFFF). So no
/// line is empty or holds white space, and Python reads a line with `json.loads(f'"{line}"')`. Bytes are
/// `\x00` to `\xff`.
enum TokenSpelling {
  private static let escapes: [(letter: Unicode.Scalar, scalar: Unicode.Scalar)] = [
    ("n", "\n"), ("t", "\t"), ("r", "\r"), ("\\", "\\"), ("\"", "\""),
  ]

  /// The spelling of a token of a text.
  ///
  /// - Parameters:
  ///   - bytes: The token, in UTF-8 unless it is a byte.
  ///   - unit: What it is; a word is its own spelling.
  static func spelling(of bytes: ArraySlice<UInt8>, as unit: TokenUnit) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    return switch unit {
    case .words: text
    case .characters: text.unicodeScalars.map(character).joined()
    case .bytes: bytes.map { "\\x" + hexadecimal(UInt16($0), digits: 2) }.joined()
    }
  }

  /// The token that a line spells, in UTF-8 unless it is a byte; nil where it spells none.
  static func token(spelled line: some Sequence<UInt8>, as unit: TokenUnit) -> [UInt8]? {
    let line = Array(line)
    return switch unit {
    case .words: line
    case .characters: scalar(spelled: line).map { Array(String($0).utf8) }
    case .bytes: hexadecimal(line, after: "\\x", digits: 2).map { [UInt8($0)] }
    }
  }

  private static func character(_ scalar: Unicode.Scalar) -> String {
    if let escape = escapes.first(where: { $0.scalar == scalar }) { return "\\\(escape.letter)" }
    if isVisible(scalar) { return String(scalar) }
    return UTF16.encode(scalar).map { $0.map { "\\u" + hexadecimal($0, digits: 4) }.joined() } ?? ""
  }

  /// Whether a scalar has a shape and stands by itself.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator, .nonspacingMark, .spacingMark, .enclosingMark:
      false
    default: true
    }
  }

  private static func scalar(spelled line: [UInt8]) -> Unicode.Scalar? {
    guard line.first == UInt8(ascii: "\\") else {
      let text = String(validating: line, as: UTF8.self).map { Array($0.unicodeScalars) }
      return text?.count == 1 ? text?[0] : nil
    }
    if line.count == 2 { return escapes.first { UInt8(ascii: $0.letter) == line[1] }?.scalar }
    let units = [line.prefix(6), line.dropFirst(6)].filter { !$0.isEmpty }.map {
      hexadecimal(Array($0), after: "\\u", digits: 4)
    }
    let text = String(validating: units.compactMap(\.self), as: UTF16.self).map { Array($0.unicodeScalars) }
    return !units.contains(nil) && text?.count == 1 ? text?[0] : nil
  }

  private static func hexadecimal(_ value: UInt16, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// The number of so many hexadecimal digits, which with what stands before them are the whole line.
  private static func hexadecimal(_ line: [UInt8], after start: String, digits: Int) -> UInt16? {
    let rest = line.dropFirst(start.utf8.count)
    guard line.starts(with: start.utf8), rest.count == digits,
      rest.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return nil }
    return UInt16(String(decoding: rest, as: UTF8.self), radix: 16)
  }
}
