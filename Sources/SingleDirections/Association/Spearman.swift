public import Tensors

/// Spearman's rank correlation of two properties of units, such as selectivity and importance, with its
/// interval.
///
/// Ties have mid-ranks; pairs of which one value is missing are dropped and counted. The interval is the
/// percentile bootstrap's (Efron and Tibshirani 1993).
public struct Spearman: Equatable, Sendable {
  /// What was drawn with replacement for the interval.
  public enum Resampling: String, Sendable {
    /// Pairs of values, one for each unit.
    case units
    /// Whole networks with all their units.
    case networks
  }

  /// The coefficient, in [−1, 1]; nil where there are fewer than two pairs or one side is constant.
  public let value: Double?
  /// The number of pairs.
  public let pairs: Int
  /// The number of pairs that were dropped, as a value was missing.
  public let missing: Int
  /// The percentiles 2.5 and 97.5 of the coefficients of resamples; nil where the value is, and where fewer
  /// than half of the resamples have a coefficient.
  public let interval: Interval?
  /// What was drawn for the interval.
  public let resampling: Resampling
  /// The number of resamples that had a coefficient.
  public let resamples: Int
  /// The coefficient of each network on its own; one for a single network.
  public let networks: [Double?]
  /// The mean of the networks' own coefficients with its t interval over networks; nil where none has one.
  public let meanOverNetworks: MeanInterval?

  /// Correlates two properties of the units of one network or several, all units ranked together.
  ///
  /// Whole networks are resampled where there are at least two, as units of one network are not independent;
  /// with few networks that interval is coarse, and ``meanOverNetworks`` the better one. A single network's
  /// units are resampled.
  ///
  /// - Parameters:
  ///   - networks: one value of each property for each unit of each network, nil where missing; at least one
  ///     network.
  ///   - resamples: the number of bootstrap resamples; 0 for no interval.
  ///   - key: the source of the resamples.
  /// - Throws: ``SingleDirectionsError/empty(_:)`` for no networks,
  ///   ``SingleDirectionsError/notFinite(source:row:column:value:)`` with the network as column.
  public static func pooled(
    _ networks: [(x: [Double?], y: [Double?])], resamples: Int = 2000, key: RandomKey
  ) throws -> Spearman {
    try Spearman(networks: networks, resamples: resamples, key: key)
  }

  private init(networks: [(x: [Double?], y: [Double?])], resamples: Int, key: RandomKey) throws {
    precondition(resamples >= 0, "\(resamples) resamples")
    guard !networks.isEmpty else { throw SingleDirectionsError.empty("network to correlate") }
    let complete = try networks.enumerated().map { try PresentPairs($1.x, $1.y, network: $0) }
    let all = RankedPairs(complete.flatMap(\.x), complete.flatMap(\.y))
    pairs = all.count
    missing = complete.reduce(0) { $0 + $1.missing }
    value = all.correlation
    self.networks = complete.map { RankedPairs($0.x, $0.y).correlation }
    let own = self.networks.compactMap(\.self)
    meanOverNetworks = own.isEmpty ? nil : MeanInterval(own)
    resampling = networks.count > 1 ? .networks : .units
    let groups =
      networks.count > 1
      ? complete.enumerated().flatMap { [Int](repeating: $0, count: $1.x.count) } : Array(0..<all.count)
    let draws = networks.count > 1 ? networks.count : all.count
    let replicates =
      value == nil
      ? [] : try all.replicates(resamples, groups: groups, of: draws, key: key.child("bootstrap"))
    self.resamples = replicates.count
    interval =
      replicates.isEmpty || 2 * replicates.count < resamples
      ? nil : Interval(percentilesOf: replicates)
  }
}

extension RankedPairs {
  /// The coefficients of resamples that have one: each draws `count` of the `count` groups that pairs belong
  /// to.
  func replicates(_ resamples: Int, groups: [Int], of count: Int, key: RandomKey) throws -> [Double] {
    let batch = 32
    return try Concurrent.map((resamples + batch - 1) / batch) { index in
      (index * batch..<min(resamples, (index + 1) * batch)).compactMap { resample in
        let key = key.child(resample)
        var drawn = [Int](repeating: 0, count: count)
        for draw in 0..<count { drawn[key.integer(draw, below: count)] += 1 }
        return correlation(groups.map { drawn[$0] })
      }
    }.flatMap(\.self)
  }
}

/// The pairs of one network of which both values are present.
private struct PresentPairs {
  var x: [Double] = []
  var y: [Double] = []
  var missing = 0

  init(_ x: [Double?], _ y: [Double?], network: Int) throws(SingleDirectionsError) {
    precondition(x.count == y.count, "\(x.count) values to correlate with \(y.count)")
    for i in x.indices {
      guard let a = x[i], let b = y[i] else {
        missing += 1
        continue
      }
      guard a.isFinite, b.isFinite else {
        throw .notFinite(
          source: "a property of units", row: i, column: network, value: "\(a.isFinite ? b : a)")
      }
      self.x.append(a)
      self.y.append(b)
    }
  }
}
