import Kernels

/// NumPy's format of one array (versions 1, 2 and 3 are read, 1 is written).
///
/// A file is the magic `\x93NUMPY`, two version bytes, the header's length (2 bytes, from version 2 on 4), the header
/// (a Python literal with `descr`, `fortran_order` and `shape`) and the numbers.
public enum NPY {
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Far above any header that describes an array of numbers.
  private static let greatestHeader = 1 << 20
  /// As many bytes as hold any header that is read.
  static let greatestHead = greatestHeader + 12

  /// The bytes of a file; the numbers begin at a multiple of 64.
  public static func encode(_ array: NumberArray) -> [UInt8] {
    let lengths = array.shape.map(String.init)
    let shape = lengths.count == 1 ? "(\(lengths[0]),)" : "(\(lengths.joined(separator: ", ")))"
    var header = Array(
      "{'descr': '\(array.values.numpyType)', 'fortran_order': False, 'shape': \(shape), }".utf8)
    header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: 63 - (10 + header.count) % 64))
    header.append(UInt8(ascii: "\n"))
    precondition(header.count <= UInt16.max, "an array of \(array.shape.count) dimensions")
    var bytes = magic + [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header
    array.values.append(to: &bytes)
    return bytes
  }

  /// Reads the bytes of a file; every length is checked before it is used.
  ///
  /// Types: float16, 32 and 64, int8 to int64, uint8 to uint32 and bool, of either byte order, in C or Fortran order.
  ///
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``, which names `path`.
  public static func decode(_ bytes: [UInt8], path: String) throws -> NumberArray {
    let (header, start) = try header(of: bytes, path: path)
    let count = try checkSize(header, bytes: bytes.count - start, start: start, path: path)
    var numbers = bytes
    var offset = start
    if header.isBigEndian && header.type.size > 1 {
      numbers = Array(bytes[start...])
      offset = 0
      NumberBytes.reverseByteOrder(of: &numbers, size: header.type.size)
    }
    let values = header.type.values(count: count, in: numbers, at: offset)
    return NumberArray(
      shape: header.shape,
      values: header.isColumnMajor && header.shape.count > 1
        ? values.rowMajor(fromColumnMajor: header.shape) : values)
  }

  /// The number of elements that a header describes, for which there must be exactly `bytes` bytes.
  @discardableResult
  static func checkSize(_ header: NPYHeader, bytes: Int, start: Int, path: String) throws -> Int {
    var count = 1
    for length in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow else { throw malformed(path, "its shape \(header.shape) is impossible") }
      count = product
    }
    let (size, overflow) = count.multipliedReportingOverflow(by: header.type.size)
    guard !overflow, size == bytes else {
      throw malformed(
        path, "\(bytes) bytes follow the header, which do not make the shape \(header.shape)", byte: start)
    }
    return count
  }

  static func header(of bytes: [UInt8], path: String) throws -> (NPYHeader, start: Int) {
    guard bytes.starts(with: magic), bytes.count >= 10 else {
      throw malformed(path, "it does not begin with the mark of a .npy file", byte: 0)
    }
    let version = bytes[6]
    guard (1...3).contains(version), bytes[7] == 0 else {
      throw malformed(path, "its version \(version).\(bytes[7]) is unknown", byte: 6)
    }
    let lengthSize = version == 1 ? 2 : 4
    let start = 8 + lengthSize
    guard bytes.count >= start else { throw malformed(path, "it ends within its header", byte: bytes.count) }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= greatestHeader, length <= bytes.count - start else {
      throw malformed(path, "its header claims \(length) bytes of a file of \(bytes.count)", byte: 8)
    }
    let text = String(decoding: bytes[start..<(start + length)], as: UTF8.self)
    guard let header = NPYHeader(text) else {
      throw malformed(
        path, "its header \(text.prefix(80).debugDescription) does not describe numbers", byte: start)
    }
    return (header, start + length)
  }

  static func malformed(_ path: String, _ problem: String, byte: Int? = nil) -> StorageError {
    .malformed(path: path, format: "NumPy", byte: byte, problem: problem)
  }

  /// Writes a file in one durable step.
  public static func write(_ array: NumberArray, to path: String, in fileSystem: any FileSystem) throws {
    try AtomicWrite.replace(path, with: encode(array), in: fileSystem)
  }
}

/// The description of an array, from its Python literal: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NPYHeader: Equatable {
  var type: NumberType
  var isBigEndian: Bool
  var isColumnMajor: Bool
  var shape: [Int]

  /// Reads the literal; nil for anything but exactly these three keys with values of their kinds.
  init?(_ text: String) {
    var scanner = LiteralScanner(rest: text[...])
    var (descr, order, shape): (String?, Bool?, [Int]?)
    guard scanner.take("{") else { return nil }
    while !scanner.take("}") {
      guard let key = scanner.string(), scanner.take(":") else { return nil }
      switch key {
      case "descr" where descr == nil: descr = scanner.string()
      case "fortran_order" where order == nil: order = scanner.truth()
      case "shape" where shape == nil: shape = scanner.tuple()
      default: return nil
      }
      guard scanner.take(",") || scanner.isAt("}") else { return nil }
    }
    guard scanner.isAtEnd, let descr, let order, let shape, let mark = descr.first,
      let type = NumberType(numpy: descr.dropFirst()), "<>|=".contains(mark), mark != "|" || type.size == 1
    else { return nil }
    self.type = type
    isBigEndian = mark == ">"
    isColumnMajor = order
    self.shape = shape
  }
}

/// Takes a Python literal apart from left to right, skipping white space.
private struct LiteralScanner {
  var rest: Substring

  private mutating func skipSpace() { rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "\t" } }

  var isAtEnd: Bool { rest.allSatisfy { $0 == " " || $0 == "\n" || $0 == "\t" } }

  mutating func isAt(_ character: Character) -> Bool {
    skipSpace()
    return rest.first == character
  }

  mutating func take(_ character: Character) -> Bool {
    guard isAt(character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func string() -> String? {
    skipSpace()
    guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
    let body = rest.dropFirst()
    guard let end = body.firstIndex(of: quote) else { return nil }
    rest = body[body.index(after: end)...]
    return String(body[..<end])
  }

  mutating func truth() -> Bool? {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where rest.hasPrefix(word) {
      rest = rest.dropFirst(word.count)
      return value
    }
    return nil
  }

  mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var numbers: [Int] = []
    while !take(")") {
      skipSpace()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits) else { return nil }
      numbers.append(number)
      rest = rest.dropFirst(digits.count)
      // Python 2 wrote long integers with this letter.
      _ = take("L")
      guard take(",") || isAt(")") else { return nil }
    }
    return numbers
  }
}
