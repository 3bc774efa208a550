import SingleDirections
import Tensors
import Testing

struct AblationPlanTests {
  private let key = RandomKey(seed: 11)

  @Test func networksOfOneSizeShareTheirOrderings() throws {
    let first = try AblationPlan(units: UnitReference.all(of: "dense_l0", count: 30), key: key)
    let mixed =
      UnitReference.all(of: "conv_l1", count: 12).reversed() + UnitReference.all(of: "conv_l0", count: 18)
    let second = try AblationPlan(units: mixed, key: key)
    #expect(first.orderings == second.orderings)
    #expect(first.orderings.count == 10)
    #expect(first.orderings.allSatisfy { $0.sorted() == Array(0..<30) })
    #expect(Set(first.orderings).count == 10)
    let larger = try AblationPlan(units: UnitReference.all(of: "dense_l0", count: 31), key: key)
    #expect(larger.orderings[0] != first.orderings[0])
    let other = try AblationPlan(units: first.units, key: RandomKey(seed: 12))
    #expect(other.orderings != first.orderings)
    let more = try AblationPlan(units: first.units, orderings: 12, key: key)
    #expect(Array(more.orderings[..<10]) == first.orderings)
  }

  @Test func theOrderInWhichUnitsAreNamedDoesNotMatter() throws {
    let units = UnitReference.all(of: "b", count: 7) + UnitReference.all(of: "a", count: 5)
    #expect(try AblationPlan(units: units, key: key) == AblationPlan(units: units.reversed(), key: key))
  }

  @Test func pointsAreWholeUnitsFromNoneToAllWithoutRepeats() throws {
    let many = try AblationPlan(units: UnitReference.all(of: "a", count: 1024), key: key)
    #expect(many.counts.count == 20)
    // 1024 · j / 19, rounded.
    #expect(
      many.counts
        == [0, 54, 108, 162, 216, 269, 323, 377, 431, 485, 539, 593, 647, 701, 755, 808, 862, 916, 970, 1024])
    let few = try AblationPlan(units: UnitReference.all(of: "a", count: 3), key: key)
    #expect(few.counts == [0, 1, 2, 3])
    #expect(few.fractions == [0, 1.0 / 3, 2.0 / 3, 1])
    // A half is rounded up: 2.5 of 5.
    let half = try AblationPlan(units: UnitReference.all(of: "a", count: 5), points: 3, key: key)
    #expect(half.counts == [0, 3, 5])
    let ends = try AblationPlan(units: UnitReference.all(of: "a", count: 3), points: 2, key: key)
    #expect(ends.counts == [0, 3])
  }

  @Test func removedUnitsAreAscendingBySiteAndGrowAlongAnOrdering() throws {
    let units = UnitReference.all(of: "b", count: 6) + UnitReference.all(of: "a", count: 4)
    let sets = AblationSets(
      try AblationPlan(units: units, orderings: 3, points: 11, key: key), value: .zero)
    for ordering in 0..<3 {
      let removed = sets.indices[ordering].map { sets.sets[$0].units }
      #expect(removed[0].isEmpty && removed[10] == ["a": Array(0..<4), "b": Array(0..<6)])
      for point in 1...10 {
        let (before, now) = (removed[point - 1], removed[point])
        #expect(now.values.reduce(0) { $0 + $1.count } == point)
        #expect(now.values.allSatisfy { $0 == $0.sorted() })
        #expect(before.allSatisfy { site, removed in Set(removed).isSubset(of: now[site] ?? []) })
      }
    }
  }

  @Test func commonSetsStandOnce() throws {
    let plan = try AblationPlan(
      units: UnitReference.all(of: "a", count: 100), orderings: 4, points: 6, key: key)
    let sets = AblationSets(plan, value: .mean)
    #expect(sets.sets.count == 4 * 4 + 2)
    #expect(Set(sets.sets).count == sets.sets.count)
    for ordering in 0..<4 {
      for point in 0..<6 {
        let set = sets.sets[sets.indices[ordering][point]]
        let removed = plan.orderings[ordering].prefix(plan.counts[point])
        #expect(set.units["a"] ?? [] == removed.sorted())
        #expect(set.value == .mean && set.count == plan.counts[point])
      }
    }
  }

  @Test func badSettingsAreRefusedByName() {
    let units = UnitReference.all(of: "a", count: 2)
    #expect(throws: SingleDirectionsError.empty("unit to remove")) { try AblationPlan(units: [], key: key) }
    #expect(throws: SingleDirectionsError.duplicateUnit(units[1], list: "the units to remove")) {
      try AblationPlan(units: units + [units[1]], key: key)
    }
    for orderings in [.min, 0, 100_001, .max] {
      #expect(
        throws: SingleDirectionsError.setting(
          name: "the number of orderings", value: "\(orderings)", needed: "from 1 to 100000")
      ) { try AblationPlan(units: units, orderings: orderings, key: key) }
    }
    for points in [.min, 1, 100_001, .max] {
      #expect(
        throws: SingleDirectionsError.setting(
          name: "the number of points of a curve", value: "\(points)", needed: "from 2 to 100000")
      ) { try AblationPlan(units: units, points: points, key: key) }
    }
  }

  @Test func theGreatestNumbersArePlanned() throws {
    let units = UnitReference.all(of: "a", count: 3)
    #expect(try AblationPlan(units: units, points: 100_000, key: key).counts == [0, 1, 2, 3])
    #expect(try AblationPlan(units: units, orderings: 100_000, key: key).orderings.count == 100_000)
  }
}
