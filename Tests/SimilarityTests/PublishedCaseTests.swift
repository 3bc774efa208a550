import Foundation
import Similarity
import Tensors
import Testing

/// Cases whose outcome is known from elsewhere.
struct PublishedCaseTests {
  /// Distances of two networks of 200 units that share k signals, the other units being weak noise.
  ///
  /// As in figure 2 of Morcos, Raghu and Bengio (2018): mean CCA, SVCCA by singular values, SVCCA by variance and PWCCA
  /// for noise of standard deviation 0.1, and PWCCA for noise of variance 0.1. The numbers come from a NumPy run on
  /// other draws.
  @Test(arguments: [
    (20, 0.67, 0.67, 0.67, 0.53, 0.64), (100, 0.40, 0.38, 0.00, 0.07, 0.18),
    (199, 0.00, 0.00, 0.00, 0.00, 0.00),
  ])
  func sharedSignalsAmongNoise(
    signals: Int, cca: Double, svcca: Double, variance: Double, pwcca: Double, pwccaOfStrongNoise: Double
  ) throws {
    let weak = try networks(signals: signals, deviation: 0.1)
    let scores = try PairScores(weak.0, weak.1)
    #expect(abs(1 - scores.cca - cca) < 0.02, "\(1 - scores.cca)")
    #expect(abs(1 - scores.svcca - svcca) < 0.02, "\(1 - scores.svcca)")
    #expect(abs(1 - scores.pwcca - pwcca) < 0.02, "\(1 - scores.pwcca)")
    #expect(abs(1 - (try PairScores(weak.0, weak.1, rule: .variance)).svcca - variance) < 0.02)
    let strong = try networks(signals: signals, deviation: 0.1.squareRoot())
    let weighted = try CanonicalScores(strong.0, strong.1).pwcca
    #expect(abs(1 - weighted - pwccaOfStrongNoise) < 0.02, "\(1 - weighted)")
  }

  private func networks(
    signals: Int, deviation: Double
  ) throws -> (PreparedRepresentation, PreparedRepresentation) {
    let rows = 2000
    let key = RandomKey(seed: 12).child(signals)
    let shared = normal(key.child("signals"), rows, signals)
    let rotation = try QRDecomposition(normal(key.child("rotation"), signals, signals)).q
    func network(_ part: Matrix<Double>, _ purpose: String) throws -> PreparedRepresentation {
      let noise = normal(key.child(purpose), rows, 200 - signals)
      let elements = (0..<rows).flatMap { row in
        part.rows(row..<row + 1).elements + noise.rows(row..<row + 1).elements.map { $0 * deviation }
      }
      return try PreparedRepresentation(
        MatrixRows(Matrix(rows: rows, columns: 200, elements: elements), name: purpose))
    }
    return (try network(shared, "x"), try network(shared.multiplied(by: rotation), "y"))
  }

  /// Float32 states of condition about 3,000, where a Float32 covariance loses the weak directions.
  @Test func float32StatesAreNotSquaredInFloat32() throws {
    let rows = 1000
    let units = 30
    let key = RandomKey(seed: 14)
    let latent = normal(key, rows, units)
    func states(_ purpose: String) throws -> Matrix<Float> {
      let scales = (0..<units).map { pow(10, -3.5 * Double($0) / Double(units - 1)) }
      var mixed = latent
      mixed.add(normal(key.child(purpose), rows, units), scale: 0.3)
      let rotation = try QRDecomposition(normal(key.child(purpose).child("basis"), units, units)).q
      let result = mixed.scalingColumns(by: scales).multiplied(by: rotation)
      return Matrix<Float>(rows: rows, columns: units, elements: result.elements.map(Float.init))
    }
    let x = try states("x")
    let y = try states("y")
    let direct = try correlations(basis(of: x).multiplied(by: basis(of: y), transposeSelf: true))
    let prepared = try (
      PreparedRepresentation(MatrixRows(x, name: "x")), PreparedRepresentation(MatrixRows(y, name: "y"))
    )
    #expect(prepared.0.route == .covariance && prepared.0.condition > 2000)
    let scores = try CanonicalScores(prepared.0, prepared.1)
    #expect(zip(scores.coefficients, direct).allSatisfy { abs($0 - $1) < 1e-8 })

    // The same by products in Float32: far off.
    func whitening(_ states: Matrix<Float>) throws -> Matrix<Double> {
      let covariance = states.multiplied(by: states, transposeSelf: true)
      let eigen = try SymmetricEigendecomposition(Matrix<Double>(covariance))
      let floor = eigen.values[0] * 1e-9
      return eigen.vectors.scalingRows(by: eigen.values.map { 1 / max($0, floor).squareRoot() })
    }
    let cross = Matrix<Double>(x.multiplied(by: y, transposeSelf: true))
    let trapped = try correlations(
      whitening(x).multiplied(by: cross).multiplied(by: try whitening(y), transposeOther: true))
    let gap = zip(trapped, direct).map { abs(min($0, 1) - $1) }.max() ?? 0
    #expect(gap > 1e-3, "the trap is \(gap) wide")
  }

  private func basis(of states: Matrix<Float>) throws -> Matrix<Double> {
    let wide = Matrix<Double>(states)
    var moments = Moments(units: wide.columns)
    try moments.add(wide)
    return try QRDecomposition(moments.centred(wide)).q
  }

  private func correlations(_ matrix: Matrix<Double>) throws -> [Double] {
    try SingularValueDecomposition.values(of: matrix)
  }
}
