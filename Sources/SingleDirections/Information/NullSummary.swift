/// What a measure gives for labels that tell nothing.
public struct NullSummary: Equatable, Sendable {
  /// How labels were moved.
  public let kind: NullLabels.Kind
  /// The number of draws.
  public let draws: Int
  /// The mean over draws.
  public let mean: Double
  /// The 95th percentile over draws, interpolated linearly.
  public let percentile95: Double

  /// Summarises the value of each draw; nil where there is none.
  public init?(_ values: [Double], of kind: NullLabels.Kind) {
    guard !values.isEmpty else { return nil }
    self.kind = kind
    draws = values.count
    mean = values.reduce(0, +) / Double(values.count)
    percentile95 = Percentile.of(values.sorted(), 0.95)
  }
}
