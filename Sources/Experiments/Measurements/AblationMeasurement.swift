import Networks
public import SingleDirections
public import Tensors

/// Cumulative ablation of a trained network: how its scores fall as more and more directions are removed.
public struct AblationMeasurement: Equatable, Sendable {
  /// What was removed.
  public let directions: DirectionKind
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
  ///   - directions: what may be removed.
  ///   - network: the network with its data.
  ///   - value: what replaces a removed direction; a linear combination can be set to zero or to its mean.
  ///   - isRanked: whether principal and canonical directions go once, the strongest first.
  ///   - orderings: the number of random orders.
  ///   - points: the number of points of a curve.
  ///   - measuresGain: whether some sets are scored once more, each by itself.
  ///   - key: the source of the orders.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or the measure throws.
  public init(
    of directions: SiteDirections, in network: some ExaminedNetwork, value: ReplacementValue = .zero,
    isRanked: Bool = false, orderings: Int = 10, points: Int = 20, measuresGain: Bool = false,
    key: RandomKey, shouldStop: () -> Bool = { false }
  ) throws {
    guard !isRanked || directions.kind.rank != nil else {
      throw NetworksError.configuration(
        key: "directions", value: directions.kind.rawValue, allowed: "principal or canonical to have ranks")
    }
    let replacement = try Replacement(
      of: directions, in: network, by: value, key: key.child("replacement"), shouldStop: shouldStop)
    let plan =
      try isRanked
      ? AblationPlan(ranked: directions.references, points: points)
      : AblationPlan(
        units: directions.references, orderings: orderings, points: points, key: key.child("orderings"))
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
    self.directions = directions.kind
    self.isRanked = isRanked
    strengths = directions.strengths
    seconds = spent.all
    gain = spent.gain
  }

  private static func timed<T>(_ body: () throws -> T) rethrows -> (T, seconds: Double) {
    let start = ContinuousClock.now
    let result = try body()
    return (result, (ContinuousClock.now - start) / .seconds(1))
  }
}
