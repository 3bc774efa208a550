public import Tensors

/// The directions in which one representation correlates most with another, in the space of the first one's units.
///
/// With X the centred rows of the first, variate i is X·aᵢ: the linear combination of units that, among those uncorrelated
/// with the variates before it, correlates most with a combination of the other's units (Hotelling 1936).
public struct CanonicalDirections: Equatable, Sendable {
  /// The canonical correlations, largest first.
  public let coefficients: [Double]
  /// correlations × units: row i is aᵢ, with which variate i has variance 1; rows are not orthogonal.
  public let directions: Matrix<Double>

  /// Finds the canonical directions of `x` with respect to `y`.
  ///
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(of x: PreparedRepresentation, with y: PreparedRepresentation) throws {
    try PairScores.check(x, y)
    let canonical = try CanonicalCorrelation(
      CrossCovariance(x, y).white, name: "\(x.name) with \(y.name)")
    coefficients = canonical.coefficients
    directions =
      canonical.vectors.map {
        $0.u.multiplied(by: x.basis.whitening, transposeSelf: true, transposeOther: true)
      } ?? Matrix(rows: 0, columns: x.unitCount)
  }
}
