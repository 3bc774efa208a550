/// Writes gzip files whose contents are stored and not compressed (RFC 1952 and 1951), as test data.
enum GzipArchive {
  static func bytes(_ contents: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + 65_535, contents.count)
      let length = UInt16(end - start)
      file.append(end == contents.count ? 1 : 0)
      file += littleEndian(UInt32(length) | UInt32(~length) << 16)
      file += contents[start..<end]
      start = end
    } while start < contents.count
    return file + littleEndian(checksum(contents)) + littleEndian(UInt32(contents.count))
  }

  /// The CRC-32 by its definition, bit by bit.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func littleEndian(_ number: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
