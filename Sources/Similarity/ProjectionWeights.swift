import Tensors

/// The weights of PWCCA: how much of one representation's units each canonical variate accounts for.
///
/// With h the orthonormal canonical variates and z the centred units of the chosen side,
/// αᵢ = Σⱼ |⟨hᵢ, zⱼ⟩| / Σᵢⱼ |⟨hᵢ, zⱼ⟩| (Morcos, Raghu and Bengio 2018, section 3.2).
struct ProjectionWeights {
  /// One weight a canonical correlation; they sum to 1.
  let values: [Double]

  /// Computes the weights from the covariance alone: ⟨hᵢ, zⱼ⟩ = √(n − 1)·(uᵢᵀ·loading)ⱼ.
  ///
  /// - Parameters:
  ///   - canonical: with its vectors.
  ///   - side: `x` or `y`.
  ///   - loading: that side's units from its white coordinates, rank × units.
  init(_ canonical: CanonicalCorrelation, side: ProjectionSide, loading: Matrix<Double>) {
    guard let (u, vt) = canonical.vectors else {
      self.init(Matrix(rows: 0, columns: 0))
      return
    }
    self.init(
      side == .x ? u.multiplied(by: loading, transposeSelf: true) : vt.multiplied(by: loading))
  }

  /// Computes the weights from the projections uᵢᵀ·loading, one a row, or from these times a divisor of each row.
  init(_ projections: Matrix<Double>, over divisors: [Double]? = nil) {
    let elements = projections.elements.span
    let masses = (0..<projections.rows).map { i in
      var mass = 0.0
      for j in i * projections.columns..<(i + 1) * projections.columns { mass += abs(elements[j]) }
      return mass / (divisors?[i] ?? 1)
    }
    let total = masses.reduce(0, +)
    values = masses.map { $0 / total }
  }

  /// The weighted mean of the correlations.
  func score(_ canonical: CanonicalCorrelation) -> Double { score(canonical.coefficients) }

  /// The weighted mean of the correlations.
  func score(_ coefficients: [Double]) -> Double {
    CanonicalCorrelation.clipped(zip(values, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
  }
}
