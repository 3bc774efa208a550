import Kernels

/// The decomposition A = Rᵀ·R of a symmetric positive definite matrix, with R upper triangular.
public struct CholeskyDecomposition: Equatable, Sendable {
  /// The n × n upper triangular factor, with a positive diagonal.
  public let r: Matrix<Double>

  /// Decomposes a symmetric n × n matrix, of which the upper triangle is read; nil where it is not positive definite.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)`` for a matrix that is not all numbers.
  public init?(_ matrix: Matrix<Double>) throws(TensorsError) {
    precondition(matrix.rows == matrix.columns, "a Cholesky factor of \(matrix.rows) × \(matrix.columns)")
    var factor = matrix
    var span = factor.elements.mutableSpan
    do {
      guard try LAPACK.cholesky(&span, n: matrix.rows) else { return nil }
    } catch {
      throw .decomposition(
        name: "Cholesky decomposition", rows: matrix.rows, columns: matrix.columns, reason: error.description)
    }
    r = factor
  }

  /// The solution X, n × columns, of Rᵀ·X = `matrix`, which has n rows.
  public func solvingFromLeft(_ matrix: Matrix<Double>) -> Matrix<Double> {
    precondition(matrix.rows == r.rows, "\(matrix.rows) rows for a factor of size \(r.rows)")
    return solving(matrix, other: matrix.columns, fromLeft: true)
  }

  /// The solution X, rows × n, of X·R = `matrix`, which has n columns.
  public func solvingFromRight(_ matrix: Matrix<Double>) -> Matrix<Double> {
    precondition(matrix.columns == r.rows, "\(matrix.columns) columns for a factor of size \(r.rows)")
    return solving(matrix, other: matrix.rows, fromLeft: false)
  }

  private func solving(_ matrix: Matrix<Double>, other: Int, fromLeft: Bool) -> Matrix<Double> {
    var result = matrix
    var span = result.elements.mutableSpan
    LAPACK.solveTriangular(r.elements.span, &span, n: r.rows, other: other, fromLeft: fromLeft)
    return result
  }
}
