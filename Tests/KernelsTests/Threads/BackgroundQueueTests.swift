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
    func pass() { while !open.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.0005) } }
  }

  /// Submits jobs from another thread, and says how many calls have returned.
  private final class Submitter: Sendable {
    private let count = Mutex(0)
    private let failure = Mutex<String?>(nil)

    /// How many submissions have returned.
    var returned: Int { count.withLock { $0 } }
    /// What one of them threw.
    var problem: String? { failure.withLock { $0 } }

    func start(_ jobs: Int, _ submit: @escaping @Sendable () throws -> Void) {
      Thread.detachNewThread { [self] in
        for _ in 0..<jobs {
          do {
            try submit()
          } catch {
            failure.withLock { $0 = "\(error)" }
          }
          count.withLock { $0 += 1 }
        }
      }
    }

    /// Waits until so many submissions have returned; false after ten seconds.
    func waits(for jobs: Int) -> Bool {
      let deadline = ContinuousClock.now + .seconds(10)
      while returned < jobs {
        guard ContinuousClock.now < deadline else { return false }
        Thread.sleep(forTimeInterval: 0.0005)
      }
      return true
    }
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
    let gate = Gate()
    let queue = try BackgroundQueue(0, ceiling: 100)
    let submitter = Submitter()
    submitter.start(200) { [queue] in
      try queue.submit(cost: 30) { _ in gate.pass() }
      let now = queue.bytesInFlight
      greatest.withLock { $0 = max($0, now) }
    }
    // Three fit; the fourth waits for as long as the first is held.
    #expect(submitter.waits(for: 3))
    Thread.sleep(forTimeInterval: 0.1)
    #expect(submitter.returned == 3 && queue.bytesInFlight == 90)
    gate.release()
    #expect(submitter.waits(for: 200) && submitter.problem == nil)
    try queue.wait()
    #expect(queue.bytesInFlight == 0 && greatest.withLock { $0 } == 90)
  }

  @Test func aJobLargerThanTheCeilingGoesAlone() throws {
    let gates = [Gate(), Gate()]
    let begun = Mutex(0)
    let queue = try BackgroundQueue(0, ceiling: 10)
    let submitter = Submitter()
    submitter.start(2) { [queue] in
      try queue.submit(cost: 1000) { state in
        begun.withLock { $0 += 1 }
        gates[state].pass()
        state += 1
      }
    }
    // The first goes in although it is above the ceiling; the second waits until it has ended.
    #expect(submitter.waits(for: 1))
    Thread.sleep(forTimeInterval: 0.1)
    #expect(submitter.returned == 1 && queue.bytesInFlight == 1000)
    gates[0].release()
    #expect(submitter.waits(for: 2))
    #expect(queue.bytesInFlight == 1000)
    // A small one waits as well.
    let small = Submitter()
    small.start(1) { [queue] in try queue.submit(cost: 1) { $0 += 1 } }
    Thread.sleep(forTimeInterval: 0.1)
    #expect(small.returned == 0 && queue.bytesInFlight == 1000)
    gates[1].release()
    #expect(small.waits(for: 1))
    try queue.wait()
    #expect(queue.bytesInFlight == 0 && begun.withLock { $0 } == 2)
    #expect(submitter.problem == nil && small.problem == nil)
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
