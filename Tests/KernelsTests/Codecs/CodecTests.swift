import Kernels
import Testing

/// Round trips and damage of the two compressors.
struct CodecTests {
  /// Bytes that compress a little: a slow ramp with noise.
  private static func sample(_ count: Int) -> [UInt8] {
    var x: UInt32 = 12345
    return (0..<count).map { i in
      x = x &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: i / 64) ^ UInt8(truncatingIfNeeded: x >> 30)
    }
  }

  @Test(arguments: [0, 1, 2, 100, 70_000])
  func zstdRoundTrip(count: Int) throws {
    let bytes = Self.sample(count)
    let frame = try Zstd.compress(bytes.span, level: 1)
    #expect(try Zstd.decompress(frame.span, count: count) == bytes)
    #expect(try Zstd.compress(bytes.span, level: 1) == frame)
  }

  @Test func zstdFrameSaysItsSizeAndHasAChecksum() throws {
    let frame = try Zstd.compress(Self.sample(1000).span, level: 1)
    // RFC 8878: magic, then the descriptor with bit 2 for the checksum and bits 6–7 for the size field.
    #expect(Array(frame[..<4]) == [0x28, 0xB5, 0x2F, 0xFD])
    #expect(frame[4] & 4 == 4)
    #expect(frame[4] >> 6 != 0 || frame[4] & 32 != 0)
  }

  @Test func zstdRefusesEveryTruncationAndTheWrongSize() throws {
    let bytes = Self.sample(300)
    let frame = try Zstd.compress(bytes.span, level: 1)
    for length in 0..<frame.count {
      #expect(throws: KernelError.self) { try Zstd.decompress(Array(frame[..<length]).span, count: 300) }
    }
    #expect(throws: KernelError.self) { try Zstd.decompress((frame + [0]).span, count: 300) }
    #expect(throws: KernelError.self) { try Zstd.decompress(frame.span, count: 299) }
  }

  @Test func zstdNeverReturnsOtherBytesAfterABitFlip() throws {
    let bytes = Self.sample(300)
    let frame = try Zstd.compress(bytes.span, level: 1)
    for bit in 0..<(8 * frame.count) {
      var damaged = frame
      damaged[bit / 8] ^= 1 << (bit % 8)
      // A flip of a bit that means nothing is harmless; any other is refused.
      let decoded = try? Zstd.decompress(damaged.span, count: 300)
      #expect(decoded == nil || decoded == bytes, "bit \(bit)")
    }
  }

  @Test(arguments: [2, 4], [0, 4, 400, 80_000])
  func bloscRoundTrip(typeSize: Int, count: Int) throws {
    let bytes = Self.sample(count)
    let buffer = try Blosc.compress(bytes.span, typeSize: typeSize, level: 1)
    #expect(try Blosc.decompress(buffer.span, count: count) == bytes)
    #expect(try Blosc.compress(bytes.span, typeSize: typeSize, level: 1) == buffer)
    #expect(throws: KernelError.self) { try Blosc.decompress(buffer.span, count: count + 1) }
    #expect(throws: KernelError.self) { try Blosc.decompress(Array(buffer.dropLast()).span, count: count) }
  }
}
