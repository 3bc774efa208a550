import CKernels

/// The CRC-32C (Castagnoli) checksum, as Zarr's `crc32c` codec and TensorBoard use it.
///
/// Feed the bytes in any number of pieces; ``value`` is that of all so far.
public struct CRC32C: Equatable, Sendable {
  /// The checksum of the bytes so far; 0 for none.
  public private(set) var value: UInt32 = 0

  /// Begins with no bytes.
  public init() {}

  /// Adds bytes at the end.
  public mutating func update(_ bytes: Span<UInt8>) {
    value = bytes.withUnsafeBufferPointer { strata_crc32c(value, $0.baseAddress, $0.count) }
  }

  /// The checksum of `bytes`.
  public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes)
    return crc.value
  }

  /// The checksum of `bytes`.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }
}
