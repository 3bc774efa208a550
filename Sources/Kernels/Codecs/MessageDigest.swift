import CCrypto

/// A digest of bytes that arrive in pieces, computed by libcrypto.
@safe
public struct MessageDigest: ~Copyable {
  /// How the digest is computed.
  public enum Algorithm: String, Sendable {
    /// FIPS 180-4, 64 digits.
    case sha256 = "SHA-256"
    /// RFC 1321, 32 digits: tells a changed file, not a forged one.
    case md5 = "MD5"
  }

  private let context: OpaquePointer
  private let algorithm: Algorithm

  /// Starts a digest.
  public init(_ algorithm: Algorithm) throws(KernelError) {
    guard let context = EVP_MD_CTX_new() else {
      throw .codec(codec: "libcrypto", message: "no memory for a digest")
    }
    let method = algorithm == .sha256 ? EVP_sha256() : EVP_md5()
    guard EVP_DigestInit_ex(context, method, nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw .codec(codec: "libcrypto", message: "\(algorithm.rawValue) is not available")
    }
    self.context = context
    self.algorithm = algorithm
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public mutating func update(_ bytes: borrowing Span<UInt8>) throws(KernelError) {
    let result = bytes.withUnsafeBufferPointer { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    guard result == 1 else { throw failure() }
  }

  /// Ends the digest, lower-case hexadecimal digits; nothing may be added afterwards.
  public mutating func finish() throws(KernelError) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else { throw failure() }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest[..<Int(length)].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self
    )
  }

  private func failure() -> KernelError {
    .codec(codec: "libcrypto", message: "\(algorithm.rawValue) failed")
  }
}
