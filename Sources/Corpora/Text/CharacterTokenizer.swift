/// Cuts UTF-8 text up into Unicode scalar values and numbers them.
enum CharacterTokenizer {
  /// The numbers of the characters of a text; a byte order mark at the very beginning is skipped.
  ///
  /// - Parameters:
  ///   - bytes: The file's contents.
  ///   - path: The file's name, for messages.
  ///   - table: The characters known so far, as UTF-8; new ones are added in the order of their appearance.
  /// - Throws: ``CorporaError/notUTF8(path:line:byte:value:)``, and ``CorporaError/emptyText(path:)`` for a
  ///   mark alone.
  static func tokens(of bytes: [UInt8], path: String, into table: inout WordTable) throws -> [Int32] {
    let text = bytes.span
    var position = bytes.starts(with: UTF8Scalar.byteOrderMark) ? UTF8Scalar.byteOrderMark.count : 0
    var ids: [Int32] = []
    ids.reserveCapacity(bytes.count - position)
    while position < text.count {
      guard let scalar = UTF8Scalar(in: text, at: position) else {
        throw CorporaError.notUTF8(
          path: path, line: bytes[..<position].count { $0 == 0x0A } + 1, byte: position,
          value: bytes[position])
      }
      ids.append(table.number(text.extracting(position..<position + scalar.length)))
      position += scalar.length
    }
    guard !ids.isEmpty else { throw CorporaError.emptyText(path: path) }
    return ids
  }
}
