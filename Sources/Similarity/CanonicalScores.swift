/// Mean CCA and PWCCA alone: one cross product and one singular value decomposition, for maps of many pairs.
public struct CanonicalScores: Equatable, Sendable {
  /// The canonical correlations, largest first.
  public let coefficients: [Double]
  /// Their mean.
  public let cca: Double
  /// PWCCA with the weights of x.
  public let pwccaXY: Double
  /// PWCCA with the weights of y.
  public let pwccaYX: Double

  /// The mean of both sides' PWCCA.
  public var pwcca: Double { (pwccaXY + pwccaYX) / 2 }

  /// Compares two prepared representations, `y` shifted circularly by `lag` rows.
  ///
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(_ x: PreparedRepresentation, _ y: PreparedRepresentation, lag: Int = 0) throws {
    try PairScores.check(x, y)
    let cross = try CrossCovariance(x, y, lag: lag)
    let canonical = try CanonicalCorrelation(cross.white, name: "\(x.name) with \(y.name)")
    coefficients = canonical.coefficients
    cca = canonical.mean
    pwccaXY = ProjectionWeights(canonical, side: .x, loading: x.loading).score(canonical)
    pwccaYX = ProjectionWeights(canonical, side: .y, loading: y.loading).score(canonical)
  }
}
