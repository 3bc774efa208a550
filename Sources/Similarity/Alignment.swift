import Tensors

/// Linear CKA and the Procrustes similarity, from the covariances of the units.
struct Alignment {
  /// The similarity ‖Cxy‖²_F / (‖Cxx‖_F ‖Cyy‖_F) of Kornblith and others, 2019.
  let cka: Double
  /// ‖Cxy‖∗ / √(tr Cxx · tr Cyy), which is ‖XᵀY‖∗ / (‖X‖_F ‖Y‖_F).
  let procrustes: Double

  /// Compares by the cross covariance of the units.
  init(
    _ covariance: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation, name: String
  ) throws(SimilarityError) {
    let square = covariance.inner(covariance)
    cka = CanonicalCorrelation.clipped(square / (x.variance.frobeniusNorm * y.variance.frobeniusNorm))
    let values = try Decomposition.naming(name) { () throws(TensorsError) in
      try SingularValueDecomposition.values(of: covariance)
    }
    procrustes = CanonicalCorrelation.clipped(
      values.reduce(0, +) / (x.variance.trace * y.variance.trace).squareRoot())
  }
}

extension PreparedRepresentation {
  /// The trace and the Frobenius norm of the covariance, from the eigenvalues λ = σ²/(n − 1).
  var variance: (trace: Double, frobeniusNorm: Double) {
    let values = singularValues.map { $0 * $0 / Double(rowCount - 1) }
    return (values.reduce(0, +), values.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }
}
