import Kernels

/// The eigendecomposition A = Vᵀ·diag(w)·V of a symmetric matrix.
public struct SymmetricEigendecomposition: Equatable, Sendable {
  /// The eigenvalues, largest first.
  public let values: [Double]
  /// The unit eigenvectors, n × n: row i belongs to value i.
  public let vectors: Matrix<Double>

  /// Decomposes a symmetric n × n matrix, of which the upper triangle is read.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)`` when the iteration does not converge.
  public init(_ matrix: Matrix<Double>) throws(TensorsError) {
    let n = matrix.rows
    precondition(n == matrix.columns, "an eigendecomposition of \(matrix.rows) × \(matrix.columns)")
    // LAPACK sees the transposed memory and reads the triangle that is the lower one there; both are equal here.
    var ascending = matrix.elements
    var values = [Double](repeating: 0, count: n)
    do {
      var vectorSpan = ascending.mutableSpan
      var valueSpan = values.mutableSpan
      try LAPACK.symmetricEigen(&vectorSpan, values: &valueSpan, n: n)
    } catch {
      throw .decomposition(name: "eigendecomposition", rows: n, columns: n, reason: error.description)
    }
    var descending: [Double] = []
    descending.reserveCapacity(n * n)
    for i in (0..<n).reversed() { descending.append(contentsOf: ascending[i * n..<(i + 1) * n]) }
    self.values = values.reversed()
    vectors = Matrix(rows: n, columns: n, elements: descending)
  }
}
