/// One Unicode scalar value in UTF-8.
struct UTF8Scalar {
  /// What some editors put before a text.
  static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The value.
  let value: UInt32
  /// Its number of bytes, 1 to 4.
  let length: Int

  /// The scalar that begins at a position, by table 3-7 of the Unicode standard; nil where none does.
  init?(in text: Span<UInt8>, at position: Int) {
    let first = text[position]
    guard first >= 0x80 else {
      (value, length) = (UInt32(first), 1)
      return
    }
    let count = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0
    guard count > 0, position + count <= text.count else { return nil }
    var scalar = UInt32(first) & (count == 2 ? 0x1F : count == 3 ? 0x0F : 0x07)
    for i in 1..<count {
      let next = text[position + i]
      guard next & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(next & 0x3F)
    }
    let least: UInt32 = count == 2 ? 0x80 : count == 3 ? 0x800 : 0x1_0000
    guard scalar >= least && scalar <= 0x10_FFFF && !(0xD800...0xDFFF).contains(scalar) else { return nil }
    (value, length) = (scalar, count)
  }
}
