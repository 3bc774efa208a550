import Kernels

/// The thin decomposition A = Q·R of a matrix with at least as many rows as columns.
public struct QRDecomposition: Equatable, Sendable {
  /// The rows × columns factor with orthonormal columns.
  public let q: Matrix<Double>
  /// The columns × columns upper triangular factor; its diagonal may be negative.
  public let r: Matrix<Double>

  /// Decomposes a matrix with rows ≥ columns by Householder reflections.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)``.
  public init(_ matrix: Matrix<Double>) throws(TensorsError) {
    let n = matrix.columns
    var q = matrix
    var r = Matrix<Double>(rows: n, columns: n)
    do {
      var qSpan = q.elements.mutableSpan
      var rSpan = r.elements.mutableSpan
      try LAPACK.qr(&qSpan, r: &rSpan, rows: matrix.rows, columns: n)
    } catch {
      throw .decomposition(name: "QR decomposition", rows: matrix.rows, columns: n, reason: error.description)
    }
    self.q = q
    self.r = r
  }
}
