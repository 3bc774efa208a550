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
    let (values, ascending) = try Self.decompose(matrix, withVectors: true)
    var descending: [Double] = []
    descending.reserveCapacity(n * n)
    for i in (0..<n).reversed() { descending.append(contentsOf: ascending[i * n..<(i + 1) * n]) }
    self.values = values.reversed()
    vectors = Matrix(rows: n, columns: n, elements: descending)
  }

  /// The eigenvalues of a symmetric matrix, largest first, without their vectors.
  ///
  /// - Throws: ``TensorsError/decomposition(name:rows:columns:reason:)`` when the iteration does not converge.
  public static func values(of matrix: Matrix<Double>) throws(TensorsError) -> [Double] {
    try decompose(matrix, withVectors: false).values.reversed()
  }

  /// Eigenvalues and the rows of vectors as LAPACK gives them, in ascending order.
  private static func decompose(
    _ matrix: Matrix<Double>, withVectors: Bool
  ) throws(TensorsError) -> (values: [Double], vectors: [Double]) {
    let n = matrix.rows
    precondition(n == matrix.columns, "an eigendecomposition of \(matrix.rows) × \(matrix.columns)")
    // LAPACK sees the transposed memory and reads the triangle that is the lower one there; both are equal here.
    var vectors = matrix.elements
    var values = [Double](repeating: 0, count: n)
    do {
      var vectorSpan = vectors.mutableSpan
      var valueSpan = values.mutableSpan
      try LAPACK.symmetricEigen(&vectorSpan, values: &valueSpan, n: n, withVectors: withVectors)
    } catch {
      throw .decomposition(name: "eigendecomposition", rows: n, columns: n, reason: error.description)
    }
    return (values, vectors)
  }
}
