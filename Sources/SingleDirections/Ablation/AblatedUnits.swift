/// A set of units that are removed together, and what stands in their place.
public struct AblatedUnits: Hashable, Sendable {
  /// The removed units of each site that has any, ascending.
  public let units: [String: [Int]]
  /// What replaces their activity.
  public let value: ReplacementValue

  /// Creates a set from units in any order.
  public init(_ units: some Sequence<UnitReference>, value: ReplacementValue) {
    var bySite: [String: [Int]] = [:]
    for unit in units { bySite[unit.site, default: []].append(unit.unit) }
    for site in bySite.keys { bySite[site]?.sort() }
    self.units = bySite
    self.value = value
  }

  /// The number of removed units.
  public var count: Int { units.values.reduce(0) { $0 + $1.count } }
}
