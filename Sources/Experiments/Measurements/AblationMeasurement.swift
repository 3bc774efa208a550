import Networks
public import SingleDirections
public import Tensors

/// Cumulative ablation of a trained network: how its scores fall as more and more directions are removed.
public struct AblationMeasurement: Equatable, Sendable {
  /// What is removed.
  public enum Directions: String, CaseIterable, Sendable {
    /// Units, or whole maps of a convolution.
    case units
    /// Principal directions of each site.
    case principal
    /// Random orthonormal directions of each site.
    case random
    /// Canonical directions of each site with respect to the same site of a partner. They are not orthogonal: each counts
    /// for its part that those of larger correlation do not have.
    case canonical
  }

  /// What was removed.
  public let directions: Directions
  /// The curves and their areas.
  public let result: AblationResult
  /// Of principal and canonical directions what ranks them, by site: variances, or canonical correlations.
  public let strengths: [String: [Double]]
  /// Whether directions went in the order of their ranks, not in random ones.
  public let isRanked: Bool
  /// The seconds that all sets took together.
  public let seconds: Double
  /// How many times as long each set by itself would have taken, measured on a few of them; nil if not asked for.
  public let gain: Double?

  /// Removes directions of some sites in random orders.
  ///
  /// - Parameters:
  ///   - network: the network with its data.
  ///   - sites: whose directions may be removed.
  ///   - directions: what a direction is.
  ///   - partner: the network, with the same data, that canonical directions are found with.
  ///   - value: what replaces it; a linear combination can be set to zero or to its mean.
  ///   - isRanked: whether principal and canonical directions go once, the strongest first.
  ///   - orderings: the number of random orders.
  ///   - points: the number of points of a curve.
  ///   - measuresGain: whether some sets are scored once more, each by itself.
  ///   - key: the source of the orders.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or the measure throws.
  public init(
    of network: some ExaminedNetwork, sites: [ExaminedSite], directions: Directions = .units,
    partner: (any ExaminedNetwork)? = nil, value: ReplacementValue = .zero, isRanked: Bool = false,
    orderings: Int = 10, points: Int = 20, measuresGain: Bool = false, key: RandomKey,
    shouldStop: () -> Bool = { false }
  ) throws {
    let replacement = try Replacement(
      network, sites, directions, value, partner: partner, key: key.child("replacement"),
      shouldStop: shouldStop)
    guard !isRanked || directions == .principal || directions == .canonical else {
      throw NetworksError.configuration(
        key: "directions", value: directions.rawValue, allowed: "principal or canonical to have ranks")
    }
    let plan =
      try isRanked
      ? AblationPlan(ranked: replacement.references, points: points)
      : AblationPlan(
        units: replacement.references, orderings: orderings, points: points, key: key.child("orderings"))
    var spent = (all: 0.0, gain: nil as Double?)
    result = try CumulativeAblation.run(plan, value: value) { sets in
      let changes = sets.map { replacement.interventions($0.units) }
      let (scores, seconds) = try Self.timed {
        try network.scores(underEach: changes, shouldStop: shouldStop).unlessStopped()
      }
      spent.all = seconds
      guard measuresGain else { return scores }
      // A few sets by themselves, spread over all of them.
      let few = stride(from: 0, to: changes.count, by: max(1, changes.count / 4)).map { changes[$0] }
      let (_, alone) = try Self.timed {
        for change in few {
          _ = try network.scores(underEach: [change], shouldStop: shouldStop).unlessStopped()
        }
      }
      spent.gain = alone / Double(few.count) * Double(changes.count) / seconds
      return scores
    }
    self.directions = directions
    self.isRanked = isRanked
    strengths = replacement.strengths
    seconds = spent.all
    gain = spent.gain
  }

  private static func timed<T>(_ body: () throws -> T) rethrows -> (T, seconds: Double) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }
}
