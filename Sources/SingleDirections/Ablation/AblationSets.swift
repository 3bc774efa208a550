/// The different sets of removed units of a plan, and where each stands in the curves.
///
/// Nothing removed and everything removed are the same for all orderings and stand once. Sets come ordering
/// after ordering and grow along each, so that a network may go on from what it computed for the one before.
public struct AblationSets: Equatable, Sendable {
  /// The different sets, in the order of their first use.
  public let sets: [AblatedUnits]
  /// The index into ``sets`` of each ordering's points: orderings × points.
  public let indices: [[Int]]

  /// Lists the sets of a plan.
  public init(_ plan: AblationPlan, value: ReplacementValue) {
    var sets: [AblatedUnits] = []
    var known: [AblatedUnits: Int] = [:]
    var indices: [[Int]] = []
    for ordering in plan.orderings.indices {
      var row: [Int] = []
      for point in plan.counts.indices {
        let set = plan.set(ordering: ordering, point: point, value: value)
        let index = known[set] ?? sets.count
        if index == sets.count {
          known[set] = index
          sets.append(set)
        }
        row.append(index)
      }
      indices.append(row)
    }
    self.sets = sets
    self.indices = indices
  }
}
