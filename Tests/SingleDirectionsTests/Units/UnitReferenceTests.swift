import SingleDirections
import Testing

struct UnitReferenceTests {
  @Test func numbersInSitesCompareAsNumbers() {
    let sites = ["block_l0", "conv_l1", "conv_l2", "conv_l10", "conv_l10_pre", "dense_l0", "h", "h2", "h02a"]
    let units = sites.map { UnitReference(site: $0, unit: 5) }
    #expect(units.reversed().sorted() == units)
    #expect(units.allSatisfy { !($0 < $0) })
  }

  @Test func everyTwoDifferentUnitsHaveAnOrder() {
    let sites = ["", "0", "00", "a", "a0", "a00", "a0b", "a00b", "a1", "a01", "a1b", "a10", "ab", "b", "é"]
    let units = sites.flatMap { UnitReference.all(of: $0, count: 2) }
    for a in units {
      for b in units {
        let relations = [a == b, a < b, b < a]
        #expect(relations.count { $0 } == 1, "\(a), \(b)")
        for c in units where a < b && b < c { #expect(a < c, "\(a), \(b), \(c)") }
      }
    }
  }

  @Test func unitsOfOneSiteGoByTheirIndex() {
    let units = UnitReference.all(of: "a", count: 12)
    #expect(units.shuffledBackwards.sorted() == units)
    #expect(units[11].description == "unit 11 of a")
  }
}

extension [UnitReference] {
  fileprivate var shuffledBackwards: [UnitReference] {
    enumerated().sorted { $0.offset * 7 % count < $1.offset * 7 % count }.map(\.element)
  }
}
