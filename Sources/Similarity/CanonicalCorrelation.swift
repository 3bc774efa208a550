import Tensors

/// Canonical correlation analysis of two prepared representations.
///
/// With Zx and Zy the centred data in orthonormal coordinates, M = ZxᵀZy = U·diag(ρ)·Vᵀ; the ρ are the canonical
/// correlations and Zx·uᵢ, Zy·vᵢ the canonical variates (Björck and Golub 1973; Hotelling 1936).
struct CanonicalCorrelation {
  /// The min(rank x, rank y) correlations, largest first, in [0, 1].
  let coefficients: [Double]
  /// The singular vectors, in white coordinates: `u` is rank x × c, `vt` is c × rank y.
  let vectors: (u: Matrix<Double>, vt: Matrix<Double>)?

  /// Decomposes the white cross covariance.
  init(_ white: Matrix<Double>, withVectors: Bool = true, name: String) throws(SimilarityError) {
    if withVectors {
      let svd = try Decomposition.naming(name) { () throws(TensorsError) in
        try SingularValueDecomposition(white)
      }
      coefficients = svd.values.map(Self.clipped)
      vectors = (svd.u, svd.vt)
    } else {
      let values = try Decomposition.naming(name) { () throws(TensorsError) in
        try SingularValueDecomposition.values(of: white)
      }
      coefficients = values.map(Self.clipped)
      vectors = nil
    }
  }

  /// The mean correlation, over min(rank x, rank y).
  var mean: Double { coefficients.reduce(0, +) / Double(coefficients.count) }

  /// Rounding can leave a correlation a few ulps outside [0, 1].
  static func clipped(_ value: Double) -> Double { min(1, max(0, value)) }
}

/// How many singular directions SVCCA keeps.
public enum SVCCARule: String, Codable, CaseIterable, Sendable {
  /// The smallest k whose singular values sum to 99 % of all: the paper's appendix (Raghu et al. 2017).
  case singularValues = "singular-values"
  /// The smallest k whose squared singular values, the variances, sum to 99 % of all.
  case variance

  /// The number of leading singular values that the rule keeps.
  ///
  /// - Parameters:
  ///   - values: singular values, largest first.
  ///   - rank: how many of them count; never more are kept.
  func kept(_ values: [Double], rank: Int) -> Int {
    let masses = self == .variance ? values.map { $0 * $0 } : values
    let goal = 0.99 * masses.reduce(0, +)
    var sum = 0.0
    for (index, mass) in masses.prefix(rank).enumerated() {
      sum += mass
      if sum >= goal { return index + 1 }
    }
    return rank
  }
}
