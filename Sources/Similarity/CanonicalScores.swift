import Tensors

/// Mean CCA and PWCCA alone, for maps of many pairs.
///
/// Of the white cross covariance M (rank x × rank y, rank x ≤ rank y) only U and ρ² are computed, from the symmetric
/// M·Mᵀ. The other side's weights need no V: with L the units from white coordinates, vᵢᵀ·Ly = uᵢᵀ·(M·Ly)/ρᵢ, and M·Ly
/// is at hand. On one thread of two busy ones that takes 97 ms for 650 units where `dgesdd` with both sides' vectors
/// takes 156 (`dgesvd` 720), and 5.7 ms for 200 units against 8.4. Squaring costs digits where a ρ is very small, so
/// there (ρ below 3·10⁻⁵ of the largest) the singular value decomposition is computed after all.
public struct CanonicalScores: Equatable, Sendable {
  /// The canonical correlations, largest first.
  public let coefficients: [Double]
  /// Their mean.
  public let cca: Double
  /// PWCCA with the weights of x.
  public let pwccaXY: Double
  /// PWCCA with the weights of y.
  public let pwccaYX: Double

  /// The least ρ² over the largest for which M·Mᵀ is decomposed instead of M.
  static let leastRatio = 1e-9

  /// The mean of both sides' PWCCA.
  public var pwcca: Double { (pwccaXY + pwccaYX) / 2 }

  /// Compares two prepared representations, `y` shifted circularly by `lag` rows.
  ///
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(_ x: PreparedRepresentation, _ y: PreparedRepresentation, lag: Int = 0) throws {
    try PairScores.check(x, y)
    try self.init(CrossCovariance(x, y, lag: lag), x, y)
  }

  /// Compares two prepared representations by their cross covariance.
  init(
    _ cross: CrossCovariance, _ x: PreparedRepresentation, _ y: PreparedRepresentation
  ) throws(SimilarityError) {
    let name = "\(x.name) with \(y.name)"
    let white = cross.white
    let tall = white.rows > white.columns
    var square = Matrix<Double>(rows: min(white.rows, white.columns), columns: min(white.rows, white.columns))
    square.add(gramOf: tall ? white : white.transposed)
    let eigen = try Decomposition.naming(name) { () throws(TensorsError) in
      try SymmetricEigendecomposition(square)
    }
    guard let least = eigen.values.last, least > Self.leastRatio * eigen.values[0] else {
      let canonical = try CanonicalCorrelation(white, name: name)
      coefficients = canonical.coefficients
      cca = canonical.mean
      pwccaXY = ProjectionWeights(canonical, side: .x, loading: x.loading).score(canonical)
      pwccaYX = ProjectionWeights(canonical, side: .y, loading: y.loading).score(canonical)
      return
    }
    let roots = eigen.values.map { $0.squareRoot() }
    coefficients = roots.map(CanonicalCorrelation.clipped)
    cca = coefficients.reduce(0, +) / Double(coefficients.count)
    let near = eigen.vectors.multiplied(by: (tall ? y : x).loading)
    let far = eigen.vectors.multiplied(by: cross.loaded(x, y, onto: tall ? .x : .y))
    let own = ProjectionWeights(near).score(coefficients)
    let other = ProjectionWeights(far, over: roots).score(coefficients)
    pwccaXY = tall ? other : own
    pwccaYX = tall ? own : other
  }
}
