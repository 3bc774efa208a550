import Tensors
import TestSupport
import Testing

@testable import Networks

struct RandomRotationTests {
  /// The determinant by expansion along the first row.
  private func determinant(_ matrix: Matrix<Double>) -> Double {
    guard matrix.rows > 1 else { return matrix[0, 0] }
    return (0..<matrix.columns).reduce(0) { sum, j in
      var minor = Matrix<Double>(rows: matrix.rows - 1, columns: matrix.columns - 1)
      for i in 1..<matrix.rows {
        for k in 0..<matrix.columns where k != j { minor[i - 1, k < j ? k : k - 1] = matrix[i, k] }
      }
      return sum + (j % 2 == 0 ? 1 : -1) * matrix[0, j] * determinant(minor)
    }
  }

  @Test(arguments: [1, 2, 3, 5, 6], [1, 2, 3, 4] as [UInt64])
  func isARotation(size: Int, seed: UInt64) throws {
    let rotation = try Matrix.randomRotation(size, key: RandomKey(seed: seed))
    let gram = rotation.multiplied(by: rotation, transposeOther: true)
    for i in 0..<size {
      for j in 0..<size { #expect(abs(gram[i, j] - (i == j ? 1 : 0)) < 1e-14) }
    }
    #expect(abs(determinant(rotation) - 1) < 1e-13)
  }

  @Test(arguments: [2, 3, 4, 5, 6])
  func signOfTheDeterminant(size: Int) {
    let key = RandomKey(seed: 8).child(size)
    var signs: Set<Bool> = []
    for draw in 0..<20 {
      let matrix = Matrix(rows: size, columns: size, elements: key.child(draw).normals(size * size))
      #expect(matrix.determinantIsNegative == (determinant(matrix) < 0))
      signs.insert(matrix.determinantIsNegative)
    }
    #expect(signs.count == 2)
    var exchanged = Matrix<Double>(rows: size, columns: size)
    for i in 0..<size { exchanged[i, i == 0 ? 1 : i == 1 ? 0 : i] = 1 }
    #expect(exchanged.determinantIsNegative)
  }

  /// The trace of a uniform rotation of four dimensions has mean 0 and variance 1; without the signs of R, or for rotations near the identity, it has not.
  @Test func isUniform() throws {
    let draws = 2000
    let traces = try (0..<draws).map {
      try Matrix.randomRotation(4, key: RandomKey(seed: 5).child($0)).trace
    }
    let mean = traces.reduce(0, +) / Double(draws)
    let square = traces.reduce(0) { $0 + $1 * $1 } / Double(draws)
    #expect(abs(mean) < 0.1 && abs(square - 1) < 0.15)
  }
}
