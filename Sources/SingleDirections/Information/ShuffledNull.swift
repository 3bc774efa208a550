/// What a measure gives for labels that were shuffled, and so tell nothing.
public struct ShuffledNull: Equatable, Sendable, Codable {
  /// The number of shuffles.
  public let shuffles: Int
  /// The mean over shuffles.
  public let mean: Double
  /// The 95th percentile over shuffles, interpolated linearly.
  public let percentile95: Double

  private enum CodingKeys: String, CodingKey {
    case shuffles, mean
    case percentile95 = "percentile_95"
  }

  /// Summarises the values of at least one shuffle.
  init(_ values: [Double]) {
    shuffles = values.count
    mean = values.reduce(0, +) / Double(values.count)
    percentile95 = Percentile.of(values.sorted(), 0.95)
  }
}
