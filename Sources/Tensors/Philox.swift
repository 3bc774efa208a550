/// The counter-based generator Philox4x32-10.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A draw is a pure function of
/// key and counter: there is no state to save.
public enum Philox {
  /// Returns four 32-bit words for a 128-bit counter and a 64-bit key.
  public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var c = counter
    var k = key
    for round in 0..<10 {
      if round > 0 {
        k.x &+= 0x9E37_79B9
        k.y &+= 0xBB67_AE85
      }
      let p0 = UInt64(0xD251_1F53) * UInt64(c.x)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(c.z)
      c = SIMD4(
        UInt32(truncatingIfNeeded: p1 >> 32) ^ c.y ^ k.x, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ c.w ^ k.y, UInt32(truncatingIfNeeded: p0))
    }
    return c
  }
}
