import Kernels

/// The thin decomposition A = U·diag(s)·Vᵀ of a matrix, with k = min(rows, columns).
public struct SingularValueDecomposition: Equatable, Sendable {
  /// The left singular vectors, rows × k, in the columns.
  public let u: Matrix<Double>
  /// The k singular values, largest first.
  public let values: [Double]
  /// The right singular vectors, k × columns, in the rows.
  public let vt: Matrix<Double>
  /// Whether divide and conquer failed and the slower QR iteration was used.
  public let fellBack: Bool

  /// Decomposes a matrix with its singular vectors.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)`` when neither method converges.
  public init(_ matrix: Matrix<Double>) throws(TensorsError) {
    let k = min(matrix.rows, matrix.columns)
    var a = matrix.elements
    var u = Matrix<Double>(rows: matrix.rows, columns: k)
    var s = [Double](repeating: 0, count: k)
    var vt = Matrix<Double>(rows: k, columns: matrix.columns)
    do {
      var aSpan = a.mutableSpan
      var uSpan = u.elements.mutableSpan
      var sSpan = s.mutableSpan
      var vtSpan = vt.elements.mutableSpan
      fellBack = try LAPACK.svd(
        &aSpan, u: &uSpan, s: &sSpan, vt: &vtSpan, rows: matrix.rows, columns: matrix.columns)
    } catch {
      throw Self.failure(of: matrix, error)
    }
    self.u = u
    values = s
    self.vt = vt
  }

  /// The min(rows, columns) singular values of a matrix, largest first, without their vectors.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)`` when the iteration does not converge.
  public static func values(of matrix: Matrix<Double>) throws(TensorsError) -> [Double] {
    var a = matrix.elements
    var s = [Double](repeating: 0, count: min(matrix.rows, matrix.columns))
    var none: [Double] = []
    var noneToo: [Double] = []
    do {
      var aSpan = a.mutableSpan
      var sSpan = s.mutableSpan
      var uSpan = none.mutableSpan
      var vtSpan = noneToo.mutableSpan
      try LAPACK.svd(&aSpan, u: &uSpan, s: &sSpan, vt: &vtSpan, rows: matrix.rows, columns: matrix.columns)
    } catch {
      throw failure(of: matrix, error)
    }
    return s
  }

  private static func failure(of matrix: Matrix<Double>, _ error: KernelError) -> TensorsError {
    .decomposition(
      name: "singular value decomposition", rows: matrix.rows, columns: matrix.columns,
      reason: error.description)
  }
}
