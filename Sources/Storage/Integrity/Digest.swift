import Kernels

/// SHA-256 digests of bytes and files, as 64 lower-case hexadecimal digits.
public enum Digest {
  /// The digest of bytes in memory.
  public static func sha256(_ bytes: [UInt8]) throws -> String {
    try StorageError.translating {
      var digest = try SHA256()
      try digest.update(bytes.span)
      return try digest.finish()
    }
  }

  /// The digest of the UTF-8 text.
  public static func sha256(_ text: String) throws -> String { try sha256(Array(text.utf8)) }

  /// The digest of a file, read in pieces of a mebibyte.
  public static func sha256(of path: String, in fileSystem: any FileSystem) throws -> String {
    let size = try fileSystem.size(path)
    let piece = 1 << 20
    return try StorageError.translating {
      var digest = try SHA256()
      for offset in stride(from: 0, to: size, by: piece) {
        let bytes = try fileSystem.read(path, at: offset, count: min(piece, size - offset))
        try digest.update(bytes.span)
      }
      return try digest.finish()
    }
  }
}
