import Testing

@testable import strata

@Suite("Training pace")
struct TrainingPaceTests {
  @Test("pauses count by their number left, not by the updates done")
  func pauses() throws {
    var pace = TrainingPace()
    #expect(pace.secondsLeft([.update: 10]) == nil)
    #expect(pace.updatesPerSecond == nil)
    // Early on every update is recorded: two updates of half a second, two snapshots of five seconds.
    for _ in 0..<2 {
      pace.add(.update, seconds: 0.5)
      pace.add(.snapshot, seconds: 5)
    }
    #expect(pace.updatesPerSecond == 2)
    #expect(pace.secondsLeft([.update: 100, .snapshot: 3, .evaluation: 1]) == 65)
    pace.add(.evaluation, seconds: 7)
    #expect(pace.secondsLeft([.update: 100, .snapshot: 3, .evaluation: 1]) == 72)
  }

  @Test("saving slows the updates")
  func saving() {
    var pace = TrainingPace()
    pace.add(.update, seconds: 1)
    pace.addOverhead(.update, seconds: 1)
    #expect(pace.secondsLeft([.update: 10]) == 20)
  }
}
