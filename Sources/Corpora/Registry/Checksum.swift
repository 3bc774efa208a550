import Storage

/// What was published to tell a file from others: its SHA-256, or its MD5 where that is all there is.
public enum Checksum: Hashable, Sendable, CustomStringConvertible {
  /// 64 lower-case hexadecimal digits.
  case sha256(String)
  /// 32 lower-case hexadecimal digits.
  case md5(String)

  /// Whether some bytes have it.
  func matches(_ bytes: [UInt8]) throws -> Bool { try self == ofSameKind(bytes) }

  /// The checksum of the same kind of some bytes.
  func ofSameKind(_ bytes: [UInt8]) throws -> Checksum {
    switch self {
    case .sha256: .sha256(try Digest.sha256(bytes))
    case .md5: .md5(try Digest.md5(bytes))
    }
  }

  /// The hexadecimal digits.
  public var digits: String {
    switch self {
    case .sha256(let digits), .md5(let digits): digits
    }
  }

  /// The kind, as in `MD5`.
  public var kind: String {
    switch self {
    case .sha256: "SHA-256"
    case .md5: "MD5"
    }
  }

  /// The kind and the digits.
  public var description: String { "\(kind) \(digits)" }
}
