import SingleDirections
import Tensors
import TestSupport
import Testing

struct DirectionBasisTests {
  private let key = RandomKey(seed: 8)

  /// The largest distance of a basis's Gram matrix from the identity.
  private func skewness(_ basis: DirectionBasis) -> Double {
    let gram = basis.directions.multiplied(by: basis.directions, transposeOther: true)
    var worst = 0.0
    for i in 0..<basis.count {
      for j in 0..<basis.count { worst = max(worst, abs(gram[i, j] - (i == j ? 1 : 0))) }
    }
    return worst
  }

  @Test func principalDirectionsAreThoseOfTheLargestVariance() throws {
    // Two independent signals along known directions, off the origin.
    let signals = key.normals(4000)
    let samples = 2000
    var rows: [Double] = []
    for i in 0..<samples {
      let (a, b) = (3 * signals[2 * i], signals[2 * i + 1])
      rows += [5 + 0.6 * a - 0.8 * b, -2 - 0.8 * a - 0.6 * b, 7]
    }
    var moments = Moments(units: 3)
    try moments.add(Matrix(rows: samples, columns: 3, elements: rows))
    let basis = try DirectionBasis.principal(of: moments, count: 2, source: "a")
    #expect(basis.kind == .principal && basis.count == 2 && basis.units == 3)
    #expect(skewness(basis) < 1e-14)
    // The element of largest magnitude is positive.
    #expect(agree((0..<3).map { basis.directions[0, $0] }, [-0.6, 0.8, 0], within: 0.02))
    #expect(agree((0..<3).map { basis.directions[1, $0] }, [0.8, 0.6, 0], within: 0.02))
    let variances = try #require(basis.variances)
    #expect(isClose(variances[0], 9, tolerance: 0.1) && isClose(variances[1], 1, tolerance: 0.1))
    // All that varies lies along the two.
    #expect(isClose(variances[0] + variances[1], moments.covariance.trace, tolerance: 1e-12))
    // The variance of the coordinates is the eigenvalue.
    let coordinates = Matrix(rows: samples, columns: 3, elements: rows)
      .multiplied(by: basis.directions, transposeOther: true)
    var along = Moments(units: 2)
    try along.add(coordinates)
    #expect(isClose(along.covariance[0, 0], variances[0], tolerance: 1e-12))
    #expect(abs(along.covariance[0, 1]) < 1e-12)
  }

  @Test func randomDirectionsAreOrthonormalAndDependOnTheKeyAlone() throws {
    let basis = try DirectionBasis.gaussian(count: 40, units: 40, key: key)
    #expect(skewness(basis) < 1e-13)
    #expect(try DirectionBasis.gaussian(count: 40, units: 40, key: key) == basis)
    #expect(try DirectionBasis.gaussian(count: 40, units: 40, key: RandomKey(seed: 9)) != basis)
    #expect(basis.variances == nil && basis.kind == .random)
  }

  @Test func givenDirectionsAreOrthonormalisedInTheirOrder() throws {
    // By Gram and Schmidt: e0; then the part at right angles of (1, 1, 0); then of (2, 3, −4).
    let basis = try DirectionBasis.given(
      Matrix(rows: 3, columns: 4, elements: [2e-200, 0, 0, 0, 1, 1, 0, 0, 2e150, 3e150, -4e150, 0]))
    let expected: [Double] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, -1, 0]
    #expect(agree(basis.directions.elements, expected, within: 1e-15))
    let again = try DirectionBasis.given(basis.directions)
    #expect(agree(again.directions.elements, basis.directions.elements, within: 1e-15))
    let random = try DirectionBasis.given(Matrix(rows: 7, columns: 20, elements: key.normals(140)))
    #expect(skewness(random) < 1e-14)
  }

  @Test func badDirectionsAreRefused() throws {
    func given(_ rows: Int, _ columns: Int, _ elements: [Double]) throws -> DirectionBasis {
      try DirectionBasis.given(Matrix(rows: rows, columns: columns, elements: elements))
    }
    #expect(throws: SingleDirectionsError.dependentDirection(row: 1, of: 2)) {
      try given(2, 3, [1, 2, 3, 2, 4, 6])
    }
    #expect(throws: SingleDirectionsError.dependentDirection(row: 2, of: 3)) {
      try given(3, 3, [0.1, 0.2, 0.3, 0.7, -0.1, 0.5, 0.8, 0.1, 0.8])
    }
    #expect(throws: SingleDirectionsError.dependentDirection(row: 0, of: 2)) {
      try given(2, 2, [0, 0, 1, 0])
    }
    #expect(
      throws: SingleDirectionsError.notFinite(source: "the directions", row: 1, column: 0, value: "nan")
    ) {
      try given(2, 2, [1, 0, .nan, 0])
    }
    let tooMany = SingleDirectionsError.setting(
      name: "the number of directions", value: "3", needed: "1 to 2, the units")
    #expect(throws: tooMany) { try given(3, 2, [1, 0, 0, 1, 1, 1]) }
    #expect(throws: tooMany) { try DirectionBasis.gaussian(count: 3, units: 2, key: key) }
    var constant = Moments(units: 2)
    try constant.add(Matrix<Double>(rows: 3, columns: 2, elements: [1, 2, 1, 2, 1, 2]))
    #expect(throws: SingleDirectionsError.noVariance(source: "h_l0")) {
      try DirectionBasis.principal(of: constant, count: 1, source: "h_l0")
    }
  }
}
