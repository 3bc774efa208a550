/// Moves arrays of numbers to and from their little-endian bytes without a loop over the elements.
///
/// All machines that this program runs on are little-endian; a big-endian one is refused.
public enum NumberBytes {
  /// Appends the bytes of the numbers in order.
  public static func append<Number: BitwiseCopyable>(_ numbers: [Number], to bytes: inout [UInt8]) {
    precondition(1.littleEndian == 1, "a big-endian machine")
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Reads `count` numbers from byte `offset` on; the bytes need no alignment.
  public static func numbers<Number: BitwiseCopyable>(
    _ type: Number.Type, count: Int, in bytes: [UInt8], at offset: Int
  ) -> [Number] {
    let size = MemoryLayout<Number>.stride
    precondition(1.littleEndian == 1, "a big-endian machine")
    precondition(
      count >= 0 && offset >= 0 && offset <= bytes.count && count <= (bytes.count - offset) / size,
      "\(count) numbers of \(size) bytes at \(offset) of \(bytes.count) bytes")
    return [Number](unsafeUninitializedCapacity: count) { buffer, filled in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source[offset..<(offset + count * size)]))
      }
      filled = count
    }
  }

  /// Reverses the bytes of each number of `size` bytes.
  public static func reverseByteOrder(of bytes: inout [UInt8], size: Int) {
    precondition(size > 0 && bytes.count.isMultiple(of: size), "\(bytes.count) bytes in numbers of \(size)")
    guard size > 1 else { return }
    for start in stride(from: 0, to: bytes.count, by: size) {
      for k in 0..<(size / 2) { bytes.swapAt(start + k, start + size - 1 - k) }
    }
  }
}
