import Kernels

/// Digests of bytes and files, as lower-case hexadecimal digits: 64 of SHA-256, 32 of MD5.
public enum Digest {
  /// The SHA-256 of bytes in memory.
  public static func sha256(_ bytes: [UInt8]) throws -> String { try digest(bytes, .sha256) }

  /// The SHA-256 of the UTF-8 text.
  public static func sha256(_ text: String) throws -> String { try sha256(Array(text.utf8)) }

  /// The MD5 of bytes in memory, for files of which only that was published.
  public static func md5(_ bytes: [UInt8]) throws -> String { try digest(bytes, .md5) }

  private static func digest(_ bytes: [UInt8], _ algorithm: MessageDigest.Algorithm) throws -> String {
    try StorageError.translating {
      var digest = try MessageDigest(algorithm)
      try digest.update(bytes.span)
      return try digest.finish()
    }
  }

  /// The SHA-256 of a file, read in pieces of a mebibyte.
  public static func sha256(of path: String, in fileSystem: any FileSystem) throws -> String {
    let size = try fileSystem.size(path)
    let piece = 1 << 20
    return try StorageError.translating {
      var digest = try MessageDigest(.sha256)
      for offset in stride(from: 0, to: size, by: piece) {
        let bytes = try fileSystem.read(path, at: offset, count: min(piece, size - offset))
        try digest.update(bytes.span)
      }
      return try digest.finish()
    }
  }
}
