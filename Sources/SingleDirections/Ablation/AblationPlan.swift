public import Tensors

/// Which units are removed in which order, and after how many of them the network is scored.
///
/// A random ordering is a permutation that depends on the key and on the number of units only: networks of one size
/// share their orderings, so that they are compared in pairs. The protocol is that of Morcos, Barrett,
/// Rabinowitz and Botvinick, "On the importance of single directions for generalization", 2018.
public struct AblationPlan: Equatable, Sendable {
  /// The units that may be removed, sorted by site and index.
  public let units: [UnitReference]
  /// The numbers of removed units at the points of a curve, ascending from 0 to all.
  public let counts: [Int]
  /// Each ordering: the order in which indices into ``units`` are removed.
  public let orderings: [[Int]]

  /// Plans the removal of units in random orders.
  ///
  /// - Parameters:
  ///   - units: the units that may be removed, in any order.
  ///   - orderings: the number of random orders, from 1 to 100,000.
  ///   - points: the number of points of a curve, from 2 to 100,000: fractions spread evenly from 0 to 1,
  ///     rounded to whole units; of points that become equal one stays.
  ///   - key: the source of the orders.
  /// - Throws: ``SingleDirectionsError``: `empty`, `duplicateUnit` or `setting`.
  public init(
    units: [UnitReference], orderings: Int = 10, points: Int = 20, key: RandomKey
  ) throws(SingleDirectionsError) {
    guard (1...100_000).contains(orderings) else {
      throw .setting(name: "the number of orderings", value: "\(orderings)", needed: "from 1 to 100000")
    }
    guard (2...100_000).contains(points) else {
      throw .setting(name: "the number of points of a curve", value: "\(points)", needed: "from 2 to 100000")
    }
    let sorted = try UnitReference.sortedOnce(units, list: "the units to remove")
    guard !sorted.isEmpty else { throw .empty("unit to remove") }
    var counts: [Int] = []
    for point in 0..<points {
      // Half up, in whole numbers: the same on every machine.
      let count = (2 * point * sorted.count + points - 1) / (2 * (points - 1))
      if count != counts.last { counts.append(count) }
    }
    self.units = sorted
    self.counts = counts
    self.orderings = (0..<orderings).map { key.child("ordering").child($0).permutation(sorted.count) }
  }

  /// Plans the removal of directions in the order of their indices, the first of every site before the second of any, such
  /// as principal ones by their variance.
  ///
  /// - Parameters:
  ///   - directions: what may be removed, in any order; indices are ranks.
  ///   - points: as of random orders.
  /// - Throws: ``SingleDirectionsError``: `empty`, `duplicateUnit` or `setting`.
  public init(ranked directions: [UnitReference], points: Int = 20) throws(SingleDirectionsError) {
    let plan = try AblationPlan(
      units: directions, orderings: 1, points: points, key: RandomKey(seed: 0).child("unused"))
    units = plan.units
    counts = plan.counts
    orderings = [plan.units.indices.sorted { (plan.units[$0].unit, $0) < (plan.units[$1].unit, $1) }]
  }

  /// The fraction of the units that is removed at each point, from 0 to 1.
  public var fractions: [Double] { counts.map { Double($0) / Double(units.count) } }

  /// The number of units of each site.
  public var unitsBySite: [String: Int] {
    Dictionary(units.map { ($0.site, 1) }, uniquingKeysWith: +)
  }

  /// The set that an ordering has removed at a point.
  func set(ordering: Int, point: Int, value: ReplacementValue) -> AblatedUnits {
    AblatedUnits(orderings[ordering][..<counts[point]].lazy.map { units[$0] }, value: value)
  }
}
