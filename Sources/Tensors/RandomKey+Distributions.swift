private import Foundation

extension RandomKey {
  /// Draw number `index` as 32 uniform bits.
  public func bits32(_ index: Int) -> UInt32 { words(UInt64(index) / 4)[index % 4] }

  /// Draw number `index`, uniform in [0, 1) with 53 bits.
  public func uniform(_ index: Int) -> Double {
    let block = words(UInt64(index) / 2)
    let (high, low) = index % 2 == 0 ? (block.x, block.y) : (block.z, block.w)
    return Double((UInt64(high) << 32 | UInt64(low)) >> 11) * 0x1p-53
  }

  /// Draw number `index`, standard normal by the Box–Muller transform.
  public func normal(_ index: Int) -> Double {
    let block = words(UInt64(index) / 2)
    let u = (Double(block.x) + 1) * 0x1p-32
    let v = (Double(block.y) + Double(block.z) * 0x1p-32) * 0x1p-32
    let radius = (-2 * log(u)).squareRoot()
    return index % 2 == 0 ? radius * cos(2 * .pi * v) : radius * sin(2 * .pi * v)
  }

  /// `count` numbers uniform between low and high, with 24 bits each: draws 0 to count − 1.
  ///
  /// Rounding may give `high` itself.
  public func uniforms(_ count: Int, from low: Float, to high: Float) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(count)
    var block: UInt64 = 0
    while result.count < count {
      let four = words(block)
      for i in 0..<min(4, count - result.count) {
        result.append(low + (high - low) * (Float(four[i] >> 8) * 0x1p-24))
      }
      block += 1
    }
    return result
  }

  /// `count` standard normal numbers: draws 0 to count − 1.
  public func normals(_ count: Int) -> [Double] { (0..<count).map(normal) }

  /// A number uniform in `0..<bound`, for bounds up to 2³², from draw `index`; the bias is below bound·2⁻³².
  public func integer(_ index: Int, below bound: Int) -> Int {
    precondition(bound > 0 && bound <= 1 << 32, "the bound \(bound) is not from 1 to 2^32")
    return Int((UInt64(bits32(index)) &* UInt64(bound)) >> 32)
  }

  /// A permutation of `0..<count`, by the Fisher–Yates shuffle.
  public func permutation(_ count: Int) -> [Int] {
    var result = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      let j = min(i, Int(uniform(i) * Double(i + 1)))
      result.swapAt(i, j)
    }
    return result
  }
}
