public import Tensors

extension Matrix where Scalar == Double {
  /// A random rotation of `size` dimensions: orthogonal, of determinant 1, uniform over all such matrices.
  ///
  /// Q of the QR decomposition of a Gaussian matrix, with R's diagonal made positive, is uniform over the orthogonal
  /// matrices (Mezzadri 2007); of a reflection one column is turned round.
  ///
  /// - Throws: `TensorsError` where the decomposition fails.
  public static func randomRotation(_ size: Int, key: RandomKey) throws(TensorsError) -> Matrix {
    precondition(size > 0, "a rotation of \(size) dimensions")
    let gaussian = Matrix(rows: size, columns: size, elements: key.normals(size * size))
    let decomposition = try QRDecomposition(gaussian)
    let signs = (0..<size).map { decomposition.r[$0, $0] < 0 ? -1.0 : 1.0 }
    var rotation = decomposition.q.scalingColumns(by: signs)
    guard rotation.determinantIsNegative else { return rotation }
    for i in 0..<size { rotation[i, 0] = -rotation[i, 0] }
    return rotation
  }

  /// Whether the determinant of a square matrix is below 0, by elimination with partial pivoting.
  var determinantIsNegative: Bool {
    precondition(rows == columns, "the determinant of a \(rows) × \(columns) matrix")
    var rest = self
    var isNegative = false
    for step in 0..<rows {
      let pivot = (step..<rows).max { abs(rest[$0, step]) < abs(rest[$1, step]) } ?? step
      if pivot != step {
        isNegative.toggle()
        for j in step..<columns {
          (rest[step, j], rest[pivot, j]) = (rest[pivot, j], rest[step, j])
        }
      }
      let head = rest[step, step]
      guard head != 0 else { return false }
      if head < 0 { isNegative.toggle() }
      for i in step + 1..<rows {
        let factor = rest[i, step] / head
        for j in step + 1..<columns { rest[i, j] -= factor * rest[step, j] }
      }
    }
    return isNegative
  }
}
