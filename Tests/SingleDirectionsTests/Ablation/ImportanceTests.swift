import SingleDirections
import Tensors
import TestSupport
import Testing

struct ImportanceTests {
  private let units = UnitReference.all(of: "b", count: 2) + UnitReference.all(of: "a", count: 2)

  @Test func anUnusedUnitHasNoImportanceAndAUsedOneHasItsOwn() throws {
    // Only unit 1 of b matters; unit 0 of a does harm.
    var calls = 0
    let result = try Importance.run(units: units, value: .mean) { sets in
      calls += 1
      return sets.map { set in
        let used = set.units["b"] == [1]
        let harmful = set.units["a"] == [0]
        return Score(
          count: 8, meanLoss: used ? 1.5 : harmful ? 0.25 : 0.5, accuracy: used ? 0.25 : harmful ? 1 : 0.75)
      }
    }
    #expect(calls == 1)
    #expect(
      result.units == [
        UnitReference(site: "a", unit: 0), UnitReference(site: "a", unit: 1),
        UnitReference(site: "b", unit: 0),
        UnitReference(site: "b", unit: 1),
      ])
    #expect(result.lossRise == [-0.25, 0, 0, 1])
    #expect(result.accuracyDrop == [-0.25, 0, 0, 0.5])
    #expect(result.baseline == Score(count: 8, meanLoss: 0.5, accuracy: 0.75))
  }

  @Test func copiedUnitsCoverForEachOtherUntilBothAreGone() throws {
    // The network answers as long as one of two copies is left.
    func score(_ sets: [AblatedUnits]) -> [Score] {
      sets.map { Score(count: 1, meanLoss: Set($0.units["a"] ?? []).isSuperset(of: [0, 1]) ? 3 : 0) }
    }
    let copies = UnitReference.all(of: "a", count: 2)
    #expect(try Importance.run(units: copies, value: .zero, score: score).lossRise == [0, 0])
    let plan = try AblationPlan(units: copies, orderings: 4, key: RandomKey(seed: 1))
    let curves = try CumulativeAblation.run(plan, value: .zero, score: score)
    #expect(curves.loss.curves.allSatisfy { $0 == [0, 0, 3] })
    #expect(isClose(curves.loss.area.mean, 0.75, tolerance: 1e-15))
  }

  @Test func theEmptySetComesFirstThenEachUnitAlone() throws {
    let result = try Importance.run(units: units, value: .zero) { sets in
      #expect(sets.map(\.count) == [0, 1, 1, 1, 1])
      #expect(sets[3].units == ["b": [0]])
      return sets.map { Score(count: 1, meanLoss: Double($0.count)) }
    }
    #expect(result.accuracyDrop == nil)
  }

  @Test func badUnitsAndScoresAreRefused() {
    #expect(throws: SingleDirectionsError.empty("unit to remove")) {
      try Importance.run(units: [], value: .zero) { _ in [] }
    }
    #expect(throws: SingleDirectionsError.duplicateUnit(units[0], list: "the units to remove")) {
      try Importance.run(units: [units[0], units[0]], value: .zero) { _ in [] }
    }
    #expect(throws: SingleDirectionsError.score(change: "unit 1 of a removed", value: "nan")) {
      try Importance.run(units: units, value: .zero) { sets in
        sets.map { Score(count: 1, meanLoss: $0.units["a"] == [1] ? .nan : 0) }
      }
    }
  }
}
