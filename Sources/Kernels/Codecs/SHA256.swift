import CCrypto

/// The SHA-256 digest of bytes that arrive in pieces (FIPS 180-4), computed by libcrypto.
@safe
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  /// Starts a digest.
  public init() throws(KernelError) {
    guard let context = EVP_MD_CTX_new() else {
      throw .codec(codec: "libcrypto", message: "no memory for a digest")
    }
    guard EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      EVP_MD_CTX_free(context)
      throw .codec(codec: "libcrypto", message: "SHA-256 is not available")
    }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes.
  public mutating func update(_ bytes: borrowing Span<UInt8>) throws(KernelError) {
    let result = bytes.withUnsafeBufferPointer { EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
    guard result == 1 else { throw .codec(codec: "libcrypto", message: "SHA-256 failed") }
  }

  /// Ends the digest, 64 lower-case hexadecimal digits; nothing may be added afterwards.
  public mutating func finish() throws(KernelError) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else {
      throw .codec(codec: "libcrypto", message: "SHA-256 failed")
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest[..<Int(length)].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self
    )
  }
}
