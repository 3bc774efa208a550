import Kernels

/// Files packed with gzip (RFC 1952).
public enum Gzip {
  /// Unpacks a file that was packed in one piece.
  ///
  /// libarchive passes over the CRC-32 and the length at the end of the file, so they are compared here. A
  /// file of several packed pieces, as `cat a.gz b.gz` makes, is refused: its end tells of the last piece
  /// only.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: its name, for messages.
  /// - Throws: ``StorageError/malformed(path:format:byte:problem:)``.
  public static func unpack(_ bytes: [UInt8], path: String) throws -> [UInt8] {
    guard bytes.starts(with: [0x1F, 0x8B]) else { throw malformed(path, "it does not begin as one") }
    let contents: [UInt8]
    do {
      let reader = try ArchiveReader(bytes: bytes, path: path)
      guard try reader.next() != nil, reader.isSingleFile else {
        throw malformed(path, "it holds an archive or nothing")
      }
      contents = try reader.readAll()
    } catch let error as KernelError {
      throw malformed(path, "\(error)")
    }
    let end = bytes.suffix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard end >> 32 == UInt64(UInt32(truncatingIfNeeded: contents.count)) else {
      throw malformed(
        path, "\(contents.count) bytes came out of it where its end says \(end >> 32)")
    }
    guard UInt32(truncatingIfNeeded: end) == CRC32.checksum(contents) else {
      throw malformed(path, "its CRC-32 is not that of its contents")
    }
    return contents
  }

  private static func malformed(_ path: String, _ problem: String) -> StorageError {
    .malformed(path: path, format: "gzip", byte: nil, problem: problem)
  }
}
