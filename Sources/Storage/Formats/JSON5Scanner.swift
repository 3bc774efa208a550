/// Walks through a JSON5 document to say where it is broken or names a key twice.
///
/// Foundation decodes the document, but on Linux it tells neither.
struct JSON5Scanner {
  /// What is wrong, and at which byte of the document.
  struct Fault: Error, Equatable {
    var byte: Int
    var problem: String
  }

  /// Nesting beyond this is refused by the decoder too.
  private static let greatestDepth = 512

  private let bytes: [UInt8]
  private var position = 0

  /// The first fault of a document, or nil when there is none.
  static func fault(in bytes: [UInt8]) -> Fault? {
    var scanner = JSON5Scanner(bytes: bytes)
    do throws(Fault) {
      try scanner.value(depth: 0)
      try scanner.space()
      if scanner.current != nil { throw scanner.fault("something follows the end of the document") }
      return nil
    } catch {
      return error
    }
  }

  /// The line and column of a byte, both counted from 1; the column counts characters.
  static func place(of byte: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes.prefix(byte)
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    return (line, String(decoding: before[lineStart...], as: UTF8.self).count + 1)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private func fault(_ problem: String, at byte: Int? = nil) -> Fault {
    Fault(byte: byte ?? position, problem: current == nil ? "the document ends too early" : problem)
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// Skips white space and comments.
  private mutating func space() throws(Fault) {
    while let byte = current {
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        position += 1
      } else if bytes[position...].starts(with: [0xC2, 0xA0]) {
        position += 2
      } else if bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]) {
        position += 3
      } else if bytes[position...].starts(with: "//".utf8) {
        while let byte = current, byte != 0x0A, byte != 0x0D { position += 1 }
      } else if bytes[position...].starts(with: "/*".utf8) {
        position += 2
        while !bytes[position...].starts(with: "*/".utf8) {
          guard current != nil else { throw fault("") }
          position += 1
        }
        position += 2
      } else {
        return
      }
    }
  }

  private mutating func value(depth: Int) throws(Fault) {
    guard depth < JSON5Scanner.greatestDepth else { throw fault("the document is nested too deeply") }
    try space()
    if take("{") {
      try object(depth: depth)
    } else if take("[") {
      try list(depth: depth)
    } else if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
      try string()
    } else {
      try word()
    }
  }

  private mutating func object(depth: Int) throws(Fault) {
    var keys: Set<String> = []
    while true {
      try space()
      if take("}") { return }
      let start = position
      let key = try key()
      guard keys.insert(key).inserted else { throw fault("the key '\(key)' stands twice", at: start) }
      try space()
      guard take(":") else { throw fault("a colon is missing after the key '\(key)'") }
      try value(depth: depth + 1)
      try space()
      if take("}") { return }
      guard take(",") else { throw fault("a comma or '}' is missing") }
    }
  }

  private mutating func list(depth: Int) throws(Fault) {
    while true {
      try space()
      if take("]") { return }
      try value(depth: depth + 1)
      try space()
      if take("]") { return }
      guard take(",") else { throw fault("a comma or ']' is missing") }
    }
  }

  private mutating func key() throws(Fault) -> String {
    let start = position
    if current == UInt8(ascii: "\"") || current == UInt8(ascii: "'") {
      try string()
      return String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
    }
    while let byte = current, isWord(byte), byte != UInt8(ascii: "-"), byte != UInt8(ascii: "+") {
      position += 1
    }
    guard position > start else { throw fault("a key is missing") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func string() throws(Fault) {
    let start = position
    let quote = bytes[position]
    position += 1
    while let byte = current, byte != quote {
      if byte == 0x0A { throw fault("a string is not closed", at: start) }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard current == quote else { throw Fault(byte: start, problem: "a string is not closed") }
    position += 1
  }

  /// A number or one of the words that JSON5 knows.
  private mutating func word() throws(Fault) {
    let start = position
    while let byte = current, isWord(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if text.isEmpty { throw fault("a value is missing") }
    let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text
    if ["true", "false", "null"].contains(text) || ["Infinity", "NaN"].contains(unsigned) { return }
    guard Double(unsigned) != nil, !unsigned.hasPrefix("-"), !unsigned.hasPrefix("+") else {
      throw Fault(byte: start, problem: "'\(text)' is not a value; put quotes around a string")
    }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."),
      UInt8(ascii: "+"), UInt8(ascii: "-"), 0x80...:
      true
    default: false
    }
  }
}
