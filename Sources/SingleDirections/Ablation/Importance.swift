/// How much a network loses when one unit alone is removed, for each unit.
public struct Importance: Equatable, Sendable {
  /// What stood in the place of a removed unit.
  public let value: ReplacementValue
  /// The score of the whole network.
  public let baseline: Score
  /// The units, sorted by site and index.
  public let units: [UnitReference]
  /// The rise of the mean loss in nats when a unit is removed; negative where the network gets better.
  public let lossRise: [Double]
  /// The drop of the accuracy when a unit is removed; nil if it was not counted.
  ///
  /// In robust networks most drops are exact ties at 0: rank units by the loss as well.
  public let accuracyDrop: [Double]?

  /// Scores the whole network and then the network without each unit.
  ///
  /// - Parameters:
  ///   - units: the units, in any order.
  ///   - value: what stands in the place of a removed unit.
  ///   - score: returns one score for each set, in order and on the same data. It is called once: with the
  ///     empty set, then with the sets of one unit.
  /// - Throws: ``SingleDirectionsError``: `empty`, `duplicateUnit` or `score`, and what `score` throws.
  public static func run(
    units: [UnitReference], value: ReplacementValue, score: ([AblatedUnits]) throws -> [Score]
  ) throws -> Importance {
    let units = try UnitReference.sortedOnce(units, list: "the units to remove")
    guard !units.isEmpty else { throw SingleDirectionsError.empty("unit to remove") }
    let sets = [AblatedUnits([], value: value)] + units.map { AblatedUnits([$0], value: value) }
    let scores = try score(sets)
    try Score.check(scores, changes: sets.count) { $0 == 0 ? "no unit removed" : "\(units[$0 - 1]) removed" }
    let baseline = scores[0]
    let changed = scores.dropFirst()
    return Importance(
      value: value, baseline: baseline, units: units,
      lossRise: changed.map { $0.meanLoss - baseline.meanLoss },
      accuracyDrop: baseline.accuracy.map { whole in changed.compactMap(\.accuracy).map { whole - $0 } })
  }
}
