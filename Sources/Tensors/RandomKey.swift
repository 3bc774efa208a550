/// A place in a tree of random keys that grows from one seed.
///
/// `RandomKey(seed: 7).child("dropout").child(layer).child(step)` names an independent stream, whose draw number *i*
/// depends on nothing else. Resuming, sharding or reordering work cannot change it, and a checkpoint needs to store
/// only the seed and the step.
public struct RandomKey: Equatable, Sendable {
  /// The 64 bits that key the generator.
  public let bits: UInt64

  private init(bits: UInt64) { self.bits = bits }

  /// The root of the tree that belongs to a seed.
  public init(seed: UInt64) {
    self.init(bits: RandomKey.mix(seed, with: 0x5354_5241_5441_0001))
  }

  /// The key for a purpose, such as `"dropout"`.
  public func child(_ purpose: String) -> RandomKey {
    // FNV-1a over the UTF-8 bytes names the purpose; Philox then mixes it with the parent's bits.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return RandomKey(bits: RandomKey.mix(bits, with: hash, domain: 1))
  }

  /// The key for a number, such as a step or a layer.
  public func child(_ index: Int) -> RandomKey {
    RandomKey(bits: RandomKey.mix(bits, with: UInt64(bitPattern: Int64(index)), domain: 2))
  }

  /// The four words of draw block `block`.
  public func words(_ block: UInt64) -> SIMD4<UInt32> {
    Philox.words(
      counter: SIMD4(UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32), 0, 0),
      key: SIMD2(UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32)))
  }

  private static func mix(_ bits: UInt64, with value: UInt64, domain: UInt32 = 0) -> UInt64 {
    let words = Philox.words(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32), domain, 0x6B65_7973),
      key: SIMD2(UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32)))
    return UInt64(words.x) | UInt64(words.y) << 32
  }
}
