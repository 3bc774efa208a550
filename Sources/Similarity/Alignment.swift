import Tensors

/// Linear CKA and the Procrustes similarity, from the covariances of the units.
enum Alignment {
  /// The similarity ‖Cxy‖²_F / (‖Cxx‖_F ‖Cyy‖_F) of Kornblith and others, 2019.
  static func cka(
    _ covariance: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation
  ) -> Double {
    let square = covariance.inner(covariance)
    return CanonicalCorrelation.clipped(square / (x.variance.frobeniusNorm * y.variance.frobeniusNorm))
  }

  /// ‖Cxy‖∗ / √(tr Cxx · tr Cyy), which is ‖XᵀY‖∗ / (‖X‖_F ‖Y‖_F).
  static func procrustes(
    _ covariance: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation, name: String
  ) throws(SimilarityError) -> Double {
    let values = try Decomposition.naming(name) { () throws(TensorsError) in
      try SingularValueDecomposition.values(of: covariance)
    }
    return CanonicalCorrelation.clipped(
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
