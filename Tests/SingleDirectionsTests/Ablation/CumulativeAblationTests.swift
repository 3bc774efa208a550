import SingleDirections
import Tensors
import TestSupport
import Testing

struct CumulativeAblationTests {
  private let key = RandomKey(seed: 5)

  /// A network whose accuracy falls evenly with every unit that is removed, and whose loss rises so.
  private func even(_ sets: [AblatedUnits], of units: Int) -> [Score] {
    sets.map { set in
      let fraction = Double(set.count) / Double(units)
      return Score(count: 50, meanLoss: 0.5 + 2 * fraction, accuracy: 1 - 0.9 * fraction)
    }
  }

  @Test func straightLinesHaveTheAreaOfTheirMiddle() throws {
    for units in [1, 2, 7, 100] {
      let plan = try AblationPlan(units: UnitReference.all(of: "a", count: units), key: key)
      let result = try CumulativeAblation.run(plan, value: .zero) { even($0, of: units) }
      let accuracy = try #require(result.accuracy)
      #expect(accuracy.areas.count == 10)
      #expect(accuracy.areas.allSatisfy { isClose($0, 0.55, tolerance: 1e-14) })
      #expect(isClose(accuracy.area.mean, 0.55, tolerance: 1e-14))
      #expect(isClose(result.loss.area.mean, 1.5, tolerance: 1e-14))
      #expect(accuracy.standardDeviation?.allSatisfy { $0 == 0 } == true)
      let interval = try #require(accuracy.area.interval)
      #expect(interval.high - interval.low < 1e-14)
      #expect(result.baseline == Score(count: 50, meanLoss: 0.5, accuracy: 1))
      #expect(isClose(result.allRemoved.meanLoss, 2.5, tolerance: 1e-15))
      #expect(result.samples == 50 && result.unitsBySite == ["a": units])
      #expect(result.fractions.first == 0 && result.fractions.last == 1)
    }
  }

  @Test func theNetworkIsAskedOnceForAllSetsAndScoresGoBackToTheirCurves() throws {
    let plan = try AblationPlan(
      units: UnitReference.all(of: "a", count: 40), orderings: 3, points: 5, key: key)
    // A score that tells its set: the sum of the removed units, of which every one counts differently.
    func mark(_ set: AblatedUnits) -> Double { (set.units["a"] ?? []).reduce(0) { $0 + Double($1 * $1) } }
    var calls: [[AblatedUnits]] = []
    let result = try CumulativeAblation.run(plan, value: .resampled) { sets in
      calls.append(sets)
      return sets.map { Score(count: 1, meanLoss: mark($0)) }
    }
    #expect(calls.count == 1 && calls[0].count == 3 * 3 + 2 && result.scoredSets == 11)
    #expect(calls[0].allSatisfy { $0.value == .resampled })
    #expect(result.accuracy == nil)
    for ordering in 0..<3 {
      for point in 0..<5 {
        let removed = plan.orderings[ordering].prefix(plan.counts[point])
        let expected = mark(AblatedUnits(removed.map { plan.units[$0] }, value: .zero))
        #expect(result.loss.curves[ordering][point] == expected)
      }
    }
    #expect(result.loss.mean[0] == 0 && result.loss.standardDeviation?[4] == 0)
    let column = result.loss.curves.map { $0[2] }
    #expect(isClose(result.loss.mean[2], column.reduce(0, +) / 3, tolerance: 1e-14))
    #expect((result.loss.standardDeviation?[2] ?? 0) > 0)
  }

  @Test func aSingleOrderingHasNoSpread() throws {
    let plan = try AblationPlan(units: UnitReference.all(of: "a", count: 4), orderings: 1, key: key)
    let result = try CumulativeAblation.run(plan, value: .zero) { even($0, of: 4) }
    #expect(result.loss.standardDeviation == nil)
    #expect(result.loss.area.interval == nil && result.loss.area.standardDeviation == nil)
  }

  @Test func aScoreThatIsNotFiniteIsRefusedWithItsPlace() throws {
    let plan = try AblationPlan(units: UnitReference.all(of: "a", count: 4), orderings: 1, key: key)
    #expect(throws: SingleDirectionsError.score(change: "3 of 4 units removed", value: "inf")) {
      try CumulativeAblation.run(plan, value: .zero) { sets in
        sets.map { Score(count: 1, meanLoss: $0.count >= 3 ? .infinity : 0) }
      }
    }
    #expect(throws: SingleDirectionsError.score(change: "0 of 4 units removed", value: "nan")) {
      try CumulativeAblation.run(plan, value: .zero) { sets in
        sets.map { _ in Score(count: 1, meanLoss: 0, accuracy: .nan) }
      }
    }
  }
}
