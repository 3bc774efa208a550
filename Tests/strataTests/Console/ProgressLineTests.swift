import Testing

@testable import strata

@Suite("Progress lines")
struct ProgressLineTests {
  @Test("a bar shows how far, how fast and how long still")
  func bar() {
    let line = ProgressLine(
      label: "train", completed: 25, total: 100, seconds: 10, rateUnit: "tokens", knownRate: 1000,
      detail: "loss 5.123")
    #expect(line.text(barWidth: 8) == "train  [██······]  25%  1.00k tokens/s  30s left  loss 5.123")
    #expect(line.text(barWidth: nil) == "train  25%  1.00k tokens/s  30s left  loss 5.123")
  }

  @Test("what was done before does not count for the rate")
  func resumed() {
    let line = ProgressLine(
      label: "train", completed: 60, total: 100, resumedAt: 50, seconds: 10, rateUnit: "steps")
    #expect(line.rate == 1)
    #expect(line.secondsLeft == 40)
  }

  @Test("nothing done yet gives no rate, nothing to do is all done")
  func edges() {
    let line = ProgressLine(label: "x", completed: 0, total: 0, seconds: 0, rateUnit: "rows")
    #expect(line.rate == nil)
    #expect(line.text(barWidth: 4) == "x  [████]  100%")
  }

  @Test(
    "numbers and times are short",
    arguments: [
      (0, "0.00"), (7.126, "7.13"), (812.4, "812"), (12_340, "12.3k"), (4_561_000, "4.56M"), (2.5e9, "2.50G"),
    ])
  func numbers(number: Double, expected: String) {
    #expect(ProgressLine.short(number) == expected)
  }

  @Test(
    "times in their two largest units",
    arguments: [(42.4, "42s"), (200, "3m 20s"), (7_500, "2h 05m"), (59.6, "1m 00s")])
  func times(seconds: Double, expected: String) {
    #expect(ProgressLine.duration(seconds) == expected)
  }

  @Test(
    "fixed point",
    arguments: [
      (1.005, 1, "1.0"), (-0.04, 1, "0.0"), (-2.5, 2, "-2.50"), (.nan, 2, "nan"), (-.infinity, 2, "-inf"),
      (0.999, 2, "1.00"), (12, 0, "12"),
    ])
  func fixed(value: Double, digits: Int, expected: String) {
    #expect(ProgressLine.fixed(value, digits: digits) == expected)
  }
}
