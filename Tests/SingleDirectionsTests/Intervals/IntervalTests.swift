import Foundation
import SingleDirections
import Tensors
import TestSupport
import Testing

struct IntervalTests {
  @Test(arguments: Reference.values.t.indices)
  func quantilesEqualScipys(index: Int) {
    let golden = Reference.values.t[index]
    let value = StudentT.quantile(golden.p, degreesOfFreedom: golden.df)
    #expect(isClose(value, golden.value, tolerance: 1e-12, floor: 1e-14))
  }

  @Test func quantilesWithAClosedForm() {
    for p in [0.51, 0.75, 0.9, 0.975, 0.9999] {
      let one = tan(Double.pi * (p - 0.5))
      #expect(isClose(StudentT.quantile(p, degreesOfFreedom: 1), one, tolerance: 1e-12))
      let a = 4 * p * (1 - p)
      let two = 2 * (p - 0.5) * (2 / a).squareRoot()
      #expect(isClose(StudentT.quantile(p, degreesOfFreedom: 2), two, tolerance: 1e-12))
      #expect(StudentT.quantile(1 - p, degreesOfFreedom: 3) < 0)
    }
    #expect(StudentT.quantile(0.5, degreesOfFreedom: 7) == 0)
    // The normal distribution's.
    #expect(isClose(StudentT.quantile(0.975, degreesOfFreedom: 1e12), 1.959963984540054, tolerance: 1e-11))
  }

  @Test func pairedDifferencesEqualScipys() throws {
    let golden = Reference.values.differences
    let paired = try PairedDifference(golden.first, minus: golden.second)
    let interval = try #require(paired.difference.interval)
    #expect(agree([interval.low, interval.high], golden.paired, within: 1e-12))
    #expect(isClose(paired.difference.mean, paired.firstMean - paired.secondMean, tolerance: 1e-12))
  }

  @Test func signsSaySecondTakenFromFirst() throws {
    #expect(try PairedDifference([3, 4], minus: [1, 1]).difference.mean == 2.5)
  }

  @Test func oneValueAndNoSpreadHaveHonestIntervals() throws {
    let one = try PairedDifference([2], minus: [1])
    #expect(one.difference.mean == 1 && one.difference.interval == nil)
    #expect(MeanInterval([0.1, 0.1, 0.1]).standardDeviation == 0)
    #expect(throws: SingleDirectionsError.empty("value to compare")) { try PairedDifference([], minus: []) }
    #expect(
      throws: SingleDirectionsError.notFinite(source: "the second values", row: 1, column: 0, value: "nan")
    ) { try PairedDifference([1, 2], minus: [1, .nan]) }
  }

  @Test func intervalsAreTwoNumbersInJSON() throws {
    let data = try JSONEncoder().encode(Interval(low: -0.5, high: 2))
    #expect(String(decoding: data, as: UTF8.self) == "[-0.5,2]")
    #expect(try JSONDecoder().decode(Interval.self, from: data) == .init(low: -0.5, high: 2))
  }
}
