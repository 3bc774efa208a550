/// Two bounds, as `[low, high]` in JSON.
public struct Interval: Equatable, Sendable, Codable {
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

  /// The interval with both bounds moved into [0, 1].
  public var clipped: Interval { Interval(low: min(1, max(0, low)), high: min(1, max(0, high))) }
}
