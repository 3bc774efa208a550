/// A unit's mean over all samples, and its sums of squared deviations.
public struct ClassSpread: Equatable, Sendable {
  /// The mean over all samples.
  public let mean: Double
  /// Σ over classes of count · (class mean − mean)².
  public let between: Double
  /// Σ over samples of (value − class mean)².
  public let within: Double
  /// Σ over samples of (value − mean)².
  public var total: Double { between + within }
}
