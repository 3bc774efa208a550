/// The two bounds of a 95 % interval, as `[low, high]` in JSON.
public struct ConfidenceInterval: Equatable, Sendable, Codable {
  /// The lower bound.
  public let low: Double
  /// The upper bound.
  public let high: Double

  /// Creates an interval from its bounds.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Reads an array of two numbers.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    low = try container.decode(Double.self)
    high = try container.decode(Double.self)
  }

  /// Writes an array of two numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(low)
    try container.encode(high)
  }

  /// The central 95 % of replicates: their percentiles 2.5 and 97.5.
  init(percentilesOf replicates: [Double]) {
    let sorted = replicates.sorted()
    low = Percentile.of(sorted, 0.025)
    high = Percentile.of(sorted, 0.975)
  }
}
