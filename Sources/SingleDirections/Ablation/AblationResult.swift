/// How a network's score falls as more and more of its units are removed.
public struct AblationResult: Equatable, Sendable {
  /// What stood in the place of removed units.
  public let value: ReplacementValue
  /// The number of units of each site that were removed in the end.
  public let unitsBySite: [String: Int]
  /// The number of samples, or tokens, of each score.
  public let samples: Int
  /// The number of different sets that were scored.
  public let scoredSets: Int
  /// The number of removed units at each point.
  public let counts: [Int]
  /// The fraction of removed units at each point, from 0 to 1.
  public let fractions: [Double]
  /// The score of the whole network.
  public let baseline: Score
  /// The score when all units are removed.
  public let allRemoved: Score
  /// The mean loss, in nats, one curve for each ordering.
  public let loss: CurveFamily
  /// The accuracy, one curve for each ordering; nil if it was not counted.
  public let accuracy: CurveFamily?
}
