/// Float32 numbers for panels, the first at the beginning of a cache line.
///
/// An array begins within a line, where every second load of 32 bytes would touch two. A copy shares the numbers until
/// one of both is written.
public struct PanelBuffer: Sendable {
  private var block = Block(count: 0)

  /// Creates a buffer of no numbers.
  public init() {}

  /// The number of numbers.
  var count: Int { block.count }

  /// Makes the buffer at least `count` long; where it has to grow, all of it becomes 0.
  public mutating func grow(to count: Int) {
    if self.count < count { block = Block(count: count) }
  }

  /// Calls `body` with the numbers, which it may read.
  func read<Value>(_ body: (UnsafePointer<Float>) -> Value) -> Value {
    withExtendedLifetime(block) { body($0.start) }
  }

  /// Calls `body` with the numbers, which it may change.
  mutating func write<Value>(_ body: (UnsafeMutablePointer<Float>) -> Value) -> Value {
    if !isKnownUniquelyReferenced(&block) {
      let copy = Block(count: count)
      copy.start.update(from: block.start, count: count)
      block = copy
    }
    return withExtendedLifetime(block) { body($0.start) }
  }

  /// The memory; whoever writes is its only owner.
  private final class Block: @unchecked Sendable {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
      self.count = count
      start = UnsafeMutableRawPointer.allocate(
        byteCount: count * MemoryLayout<Float>.stride, alignment: 64
      ).bindMemory(to: Float.self, capacity: count)
      start.initialize(repeating: 0, count: count)
    }

    deinit { start.deallocate() }
  }
}
