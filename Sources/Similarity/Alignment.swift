import Tensors

/// Linear CKA and the Procrustes similarity, from the covariances of the units.
struct Alignment {
  /// The similarity ‖Cxy‖²_F / (‖Cxx‖_F ‖Cyy‖_F) of Kornblith and others, 2019.
  let cka: Double
  /// ‖Cxy‖∗ / √(tr Cxx · tr Cyy), which is ‖XᵀY‖∗ / (‖X‖_F ‖Y‖_F).
  let procrustes: Double
  /// The cross covariance of the units.
  let covariance: Matrix<Double>
  /// Its nuclear norm.
  let nuclearNorm: Double
  /// U·Vᵀ of its singular value decomposition, where vectors were asked for.
  let rotation: Matrix<Double>?

  init(
    _ covariance: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation, withVectors: Bool,
    name: String
  ) throws(SimilarityError) {
    self.covariance = covariance
    let square = covariance.inner(covariance)
    cka = CanonicalCorrelation.clipped(square / (x.variance.frobeniusNorm * y.variance.frobeniusNorm))
    let values: [Double]
    if withVectors {
      let svd = try Decomposition.naming(name) { () throws(TensorsError) in
        try SingularValueDecomposition(covariance)
      }
      values = svd.values
      rotation = svd.u.multiplied(by: svd.vt)
    } else {
      values = try Decomposition.naming(name) { () throws(TensorsError) in
        try SingularValueDecomposition.values(of: covariance)
      }
      rotation = nil
    }
    nuclearNorm = values.reduce(0, +)
    procrustes = CanonicalCorrelation.clipped(
      nuclearNorm / (x.variance.trace * y.variance.trace).squareRoot())
  }
}

extension PreparedRepresentation {
  /// The trace and the Frobenius norm of the covariance, from the eigenvalues λ = σ²/(n − 1).
  var variance: (trace: Double, frobeniusNorm: Double) {
    let values = singularValues.map { $0 * $0 / Double(rowCount - 1) }
    return (values.reduce(0, +), values.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }
}
