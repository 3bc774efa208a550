import Foundation
import Kernels
import Synchronization
import Testing

struct BackgroundQueueTests {
  private struct Stop: Error, Equatable { var job: Int }

  /// Holds a job back until it is opened.
  private final class Gate: Sendable {
    private let open = Mutex(false)
    func release() { open.withLock { $0 = true } }
    func pass() { while !open.withLock({ $0 }) {} }
  }

  @Test func jobsRunInOrderOnTheirState() throws {
    let seen = Mutex([Int]())
    let queue = try BackgroundQueue(0, ceiling: 100)
    for i in 0..<1000 {
      try queue.submit(cost: 10) { state in
        state += i
        let total = state
        seen.withLock { $0.append(total) }
      }
    }
    try queue.wait()
    #expect(seen.withLock { $0 } == (0..<1000).map { $0 * ($0 + 1) / 2 })
    #expect(queue.bytesInFlight == 0)
  }

  @Test func bytesInFlightStayBelowTheCeiling() throws {
    let greatest = Mutex(0)
    let queue = try BackgroundQueue(0, ceiling: 100)
    for _ in 0..<200 {
      try queue.submit(cost: 30) { _ in }
      let now = queue.bytesInFlight
      greatest.withLock { $0 = max($0, now) }
    }
    try queue.wait()
    #expect(greatest.withLock { $0 } <= 90)
  }

  @Test func aJobLargerThanTheCeilingGoesAlone() throws {
    let queue = try BackgroundQueue(0, ceiling: 10)
    try queue.submit(cost: 1000) { $0 += 1 }
    try queue.submit(cost: 1000) { $0 += 1 }
    try queue.wait()
  }

  @Test func theFirstFailureIsThrownFromThenOn() throws {
    let ran = Mutex(0)
    let queue = try BackgroundQueue(0, ceiling: 10)
    let gate = Gate()
    try queue.submit { _ in gate.pass() }
    try queue.submit { _ in throw Stop(job: 1) }
    try queue.submit { _ in ran.withLock { $0 += 1 } }
    gate.release()
    #expect(throws: Stop(job: 1)) { try queue.wait() }
    #expect(throws: Stop(job: 1)) { try queue.submit { _ in } }
    #expect(throws: Stop(job: 1)) { try queue.wait() }
    #expect(ran.withLock { $0 } == 0)
  }

  @Test func aReleasedQueueDropsWhatWaits() throws {
    let ran = Mutex(0)
    let gate = Gate()
    do {
      let queue = try BackgroundQueue(0, ceiling: 10)
      try queue.submit { _ in gate.pass() }
      for _ in 0..<5 { try queue.submit { _ in ran.withLock { $0 += 1 } } }
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.2)
        gate.release()
      }
    }
    #expect(ran.withLock { $0 } == 0)
  }
}
