import Testing

@testable import Kernels

struct ThreadsTests {
  private struct Odd: Error {}

  @Test func mapKeepsOrderAndNests() throws {
    let result = try Threads.map(100) { i in try Threads.map(3) { j in i * 10 + j } }
    #expect(result == (0..<100).map { i in (0..<3).map { i * 10 + $0 } })
  }

  @Test func mapThrows() {
    #expect(throws: Odd.self) { try Threads.map(8) { i in if i == 5 { throw Odd() } } }
  }
}
