import Testing

@testable import Kernels

struct PanelBufferTests {
  private func numbers(_ buffer: PanelBuffer) -> [Float] {
    buffer.read { Array(UnsafeBufferPointer(start: $0, count: buffer.count)) }
  }

  @Test(arguments: [1, 15, 16, 1000, 100_000]) func beginsAtACacheLine(count: Int) {
    var buffer = PanelBuffer()
    buffer.grow(to: count)
    #expect(buffer.read { Int(bitPattern: $0) % 64 } == 0)
    #expect(numbers(buffer) == [Float](repeating: 0, count: count))
  }

  @Test func growsOnlyWhereItMust() {
    var buffer = PanelBuffer()
    buffer.grow(to: 4)
    buffer.write { $0[3] = 7 }
    buffer.grow(to: 2)
    #expect(numbers(buffer) == [0, 0, 0, 7])
    buffer.grow(to: 5)
    #expect(numbers(buffer) == [0, 0, 0, 0, 0])
  }

  @Test func aCopyThatIsWrittenLeavesTheOtherAlone() {
    var buffer = PanelBuffer()
    buffer.grow(to: 3)
    buffer.write { $0[0] = 1 }
    var copy = buffer
    copy.write { $0[1] = 2 }
    #expect(numbers(buffer) == [1, 0, 0] && numbers(copy) == [1, 2, 0])
    buffer.write { $0[2] = 3 }
    #expect(numbers(buffer) == [1, 0, 3] && numbers(copy) == [1, 2, 0])
  }
}
