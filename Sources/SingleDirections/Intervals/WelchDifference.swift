public import Tensors

/// The difference of the means of two independent groups, whose variances may differ (Welch 1947).
public struct WelchDifference: Equatable, Sendable, Codable {
  /// The first group.
  public let first: MeanInterval
  /// The second group.
  public let second: MeanInterval
  /// The mean of the first group − that of the second.
  public let difference: Double
  /// Welch and Satterthwaite's degrees of freedom; nil where a group has one value, or neither varies.
  public let degreesOfFreedom: Double?
  /// The 95 % t interval of the difference; nil where a group has one value.
  public let interval: Interval?

  private enum CodingKeys: String, CodingKey {
    case first, second, difference
    case degreesOfFreedom = "degrees_of_freedom"
    case interval
  }

  /// Compares two groups.
  ///
  /// - Throws: ``SingleDirectionsError/empty(_:)`` for a group of none,
  ///   ``SingleDirectionsError/notFinite(source:row:column:value:)``.
  public init(_ first: [Double], minus second: [Double]) throws(SingleDirectionsError) {
    let a = try MeanInterval(finite: first, source: "the first values")
    let b = try MeanInterval(finite: second, source: "the second values")
    self.first = a
    self.second = b
    difference = a.mean - b.mean
    guard let sa = a.standardDeviation, let sb = b.standardDeviation else {
      degreesOfFreedom = nil
      interval = nil
      return
    }
    let va = sa * sa / Double(a.count)
    let vb = sb * sb / Double(b.count)
    guard va + vb > 0 else {
      degreesOfFreedom = nil
      interval = Interval(low: difference, high: difference)
      return
    }
    // Shares of the variance, so that nothing overflows or vanishes when squared.
    let (ra, rb) = (va / (va + vb), vb / (va + vb))
    let freedom = 1 / (ra * ra / Double(a.count - 1) + rb * rb / Double(b.count - 1))
    let half = StudentT.quantile(0.975, degreesOfFreedom: freedom) * (va + vb).squareRoot()
    degreesOfFreedom = freedom
    interval = Interval(low: difference - half, high: difference + half)
  }
}
