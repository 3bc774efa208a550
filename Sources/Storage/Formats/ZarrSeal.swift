import Kernels

/// The checksum that a Zarr document carries among its own attributes, since JSON has none.
///
/// It is the CRC-32C of the whole document with the eight digits of the checksum itself replaced by zeros.
enum ZarrSeal {
  /// What stands for the checksum while it is computed.
  static let blank = "00000000"

  /// The checksum of a document whose attribute `key` is ``blank``.
  static func checksum(of bytes: [UInt8]) -> String {
    hexadecimal(CRC32C.checksum(bytes))
  }

  /// Whether the document carries the right checksum under `key`, which must occur once.
  static func isIntact(_ bytes: [UInt8], key: String) -> Bool {
    guard let digits = digits(of: key, in: bytes) else { return false }
    let found = String(decoding: bytes[digits], as: UTF8.self)
    var blanked = bytes
    for i in digits { blanked[i] = UInt8(ascii: "0") }
    return found == checksum(of: blanked)
  }

  /// Where the value of `key` stands: eight characters in quotes.
  static func digits(of key: String, in bytes: [UInt8]) -> Range<Int>? {
    let name = Array("\"\(key)\"".utf8)
    var places: [Int] = []
    var i = 0
    while i + name.count <= bytes.count {
      if bytes[i] == name[0] && bytes[i..<i + name.count].elementsEqual(name) { places.append(i) }
      i += 1
    }
    guard places.count == 1, var start = places.first.map({ $0 + name.count }) else { return nil }
    while start < bytes.count, [0x20, 0x0A, UInt8(ascii: ":")].contains(bytes[start]) { start += 1 }
    guard start + 10 <= bytes.count, bytes[start] == name[0], bytes[start + 9] == name[0] else { return nil }
    return start + 1..<start + 9
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

extension ZarrSeal {
  /// The bytes of a document whose attribute `key` is ``blank``, with the checksum in its place, and the checksum.
  fileprivate static func sealing(_ blanked: [UInt8], key: String) throws(StateStoreError) -> (
    [UInt8], String
  ) {
    guard let digits = digits(of: key, in: blanked) else {
      throw .invalidDescription(part: "a name '\(key)'", problem: "the store uses it; choose another")
    }
    let checksum = checksum(of: blanked)
    var bytes = blanked
    bytes.replaceSubrange(digits, with: checksum.utf8)
    return (bytes, checksum)
  }
}

extension ZarrArrayDocument {
  static let sealKey = "array_crc32c"

  /// The document with its checksum, and its bytes.
  func sealed() throws -> (document: ZarrArrayDocument, bytes: [UInt8]) {
    var sealed = self
    sealed.attributes[Self.sealKey] = .string(ZarrSeal.blank)
    let (bytes, checksum) = try ZarrSeal.sealing(try StrictJSON.encode(sealed), key: Self.sealKey)
    sealed.attributes[Self.sealKey] = .string(checksum)
    return (sealed, bytes)
  }
}

extension ZarrGroupDocument {
  /// The document with its checksum under `key`, and its bytes.
  func sealed(_ key: String) throws -> (document: ZarrGroupDocument, bytes: [UInt8]) {
    var sealed = self
    sealed.attributes[key] = .string(ZarrSeal.blank)
    let (bytes, checksum) = try ZarrSeal.sealing(try StrictJSON.encode(sealed), key: key)
    sealed.attributes[key] = .string(checksum)
    return (sealed, bytes)
  }
}
