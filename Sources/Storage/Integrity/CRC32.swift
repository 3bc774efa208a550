/// The CRC-32 checksum of gzip and zip (polynomial 0xEDB88320, reflected; RFC 1952, section 8).
enum CRC32 {
  private static let polynomial: UInt32 = 0xEDB8_8320

  /// The remainders of the 256 bytes.
  private static let table: [UInt32] = (0..<256).map { byte in
    var crc = UInt32(byte)
    for _ in 0..<8 {
      let isOdd = crc & 1 == 1
      crc >>= 1
      if isOdd { crc ^= polynomial }
    }
    return crc
  }

  /// The checksum of bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    let (bytes, table) = (bytes.span, table.span)
    var crc = UInt32.max
    for index in bytes.indices {
      let place = Int(UInt8(truncatingIfNeeded: crc) ^ bytes[index])
      crc = (crc >> 8) ^ table[place]
    }
    return ~crc
  }
}
