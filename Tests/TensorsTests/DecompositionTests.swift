import Tensors
import TestSupport
import Testing

struct DecompositionTests {
  private static let shapes = [(1, 1), (5, 1), (1, 5), (7, 7), (40, 13), (13, 40), (130, 66)]

  private func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
    Matrix(
      rows: rows, columns: columns,
      elements: RandomKey(seed: 9).child(rows).child(columns).normals(rows * columns))
  }

  private func departureFromIdentity(_ gram: Matrix<Double>) -> Double {
    var worst = 0.0
    for i in 0..<gram.rows {
      for j in 0..<gram.columns { worst = max(worst, abs(gram[i, j] - (i == j ? 1 : 0))) }
    }
    return worst
  }

  @Test(arguments: shapes.filter { $0.0 >= $0.1 })
  func qrRestoresTheMatrix(rows: Int, columns: Int) throws {
    let a = matrix(rows, columns)
    let qr = try QRDecomposition(a)
    #expect(scaledDifference(qr.q.multiplied(by: qr.r).elements, a.elements) < 1e-13)
    #expect(departureFromIdentity(qr.q.multiplied(by: qr.q, transposeSelf: true)) < 1e-13)
    for i in 0..<columns {
      for j in 0..<i { #expect(qr.r[i, j] == 0) }
    }
  }

  @Test(arguments: [1, 2, 7, 66])
  func eigenvaluesAloneAreThoseWithVectors(size: Int) throws {
    let root = matrix(size, size)
    let a = root.multiplied(by: root, transposeSelf: true)
    let values = try SymmetricEigendecomposition.values(of: a)
    #expect(scaledDifference(values, try SymmetricEigendecomposition(a).values) < 1e-13)
  }

  @Test(arguments: [1, 2, 7, 66])
  func choleskyRestoresTheMatrixAndSolves(size: Int) throws {
    let root = matrix(size + 3, size)
    let a = root.multiplied(by: root, transposeSelf: true)
    let cholesky = try #require(try CholeskyDecomposition(a))
    let r = cholesky.r
    #expect(scaledDifference(r.multiplied(by: r, transposeSelf: true).elements, a.elements) < 1e-13)
    for i in 0..<size {
      for j in 0..<i { #expect(r[i, j] == 0) }
    }
    let left = matrix(size, 5)
    let solution = cholesky.solvingFromLeft(left)
    #expect(scaledDifference(r.multiplied(by: solution, transposeSelf: true).elements, left.elements) < 1e-10)
    let right = matrix(5, size)
    let other = cholesky.solvingFromRight(right)
    #expect(scaledDifference(other.multiplied(by: r).elements, right.elements) < 1e-10)
  }

  @Test func choleskyRefusesAnIndefiniteMatrix() throws {
    #expect(try CholeskyDecomposition(Matrix(rows: 2, columns: 2, elements: [1, 2, 2, 1])) == nil)
  }

  @Test(arguments: shapes)
  func singularValuesRestoreTheMatrix(rows: Int, columns: Int) throws {
    let a = matrix(rows, columns)
    let svd = try SingularValueDecomposition(a)
    let product = svd.u.scalingColumns(by: svd.values).multiplied(by: svd.vt)
    #expect(scaledDifference(product.elements, a.elements) < 1e-13)
    #expect(departureFromIdentity(svd.u.multiplied(by: svd.u, transposeSelf: true)) < 1e-13)
    #expect(departureFromIdentity(svd.vt.multiplied(by: svd.vt, transposeOther: true)) < 1e-13)
    #expect(svd.values == svd.values.sorted(by: >))
    #expect(scaledDifference(try SingularValueDecomposition.values(of: a), svd.values) < 1e-13)
  }

  @Test(arguments: [1, 2, 9, 70])
  func eigenvectorsRestoreASymmetricMatrix(size: Int) throws {
    let a = matrix(size, size)
    let symmetric = a.multiplied(by: a, transposeOther: true)
    let eigen = try SymmetricEigendecomposition(symmetric)
    let product = eigen.vectors.multiplied(
      by: eigen.vectors.scalingRows(by: eigen.values), transposeSelf: true)
    #expect(scaledDifference(product.elements, symmetric.elements) < 1e-12)
    #expect(departureFromIdentity(eigen.vectors.multiplied(by: eigen.vectors, transposeOther: true)) < 1e-13)
    #expect(eigen.values == eigen.values.sorted(by: >))
  }

  @Test func arithmeticIsThatOfPlainLoops() {
    let a = matrix(4, 3)
    let b = matrix(3, 4)
    var sum = Matrix<Double>(rows: 4, columns: 4, repeating: 1)
    sum.add(productOf: a, b, scale: 2)
    #expect(abs(sum[2, 1] - (1 + 2 * (0..<3).reduce(0) { $0 + a[2, $1] * b[$1, 1] })) < 1e-14)
    #expect(a.leading(rows: 2, columns: 2).elements == [a[0, 0], a[0, 1], a[1, 0], a[1, 1]])
    #expect(a.scalingRows(by: [1, 2, 3, 4])[3, 2] == 4 * a[3, 2])
    #expect(a.scalingColumns(by: [1, 2, 3])[3, 2] == 3 * a[3, 2])
    #expect(abs(a.inner(a) - a.elements.reduce(0) { $0 + $1 * $1 }) < 1e-13)
    #expect(Matrix<Double>(rows: 2, columns: 2, elements: [1, 2, 3, 4]).trace == 5)
  }

  @Test func concurrentResultsKeepTheirOrderAndErrors() throws {
    #expect(try Concurrent.map(50) { $0 * $0 } == (0..<50).map { $0 * $0 })
    #expect(throws: TensorsError.notFinite(row: 3, column: 0, value: "")) {
      try Concurrent.map(9) { if $0 >= 3 { throw TensorsError.notFinite(row: $0, column: 0, value: "") } }
    }
  }
}
