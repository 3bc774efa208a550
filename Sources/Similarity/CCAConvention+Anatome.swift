import Tensors

/// What anatome's `svcca_distance` (accept rate 0.99) and `pwcca_distance` say of a pair, as 1 − distance.
struct Anatome {
  private let x: PreparedRepresentation
  private let y: PreparedRepresentation
  private let white: Matrix<Double>

  init(_ x: PreparedRepresentation, _ y: PreparedRepresentation) throws {
    self.x = x
    self.y = y
    white = try CrossCovariance(x, y).white
  }

  func scores() throws -> ConventionScores {
    let canonical = try CanonicalCorrelation(white, name: "\(x.name) with \(y.name)")
    return ConventionScores(
      convention: .anatome, cca: canonical.mean, svcca: try leading(), pwcca: try weighted(canonical),
      note:
        "SVCCA cuts the singular values of uncentred data and keeps one direction fewer than the rule; PWCCA "
        + "weighs by sums over rows of uncentred data on orthonormalised coefficients, of the first side.")
  }

  /// CCA after each side is projected on the leading right singular vectors of its uncentred data.
  private func leading() throws -> Double? {
    guard let left = try basis(x), let right = try basis(y) else { return nil }
    let reduced = left.multiplied(by: white, transposeSelf: true).multiplied(by: right)
    return try CanonicalCorrelation(reduced, withVectors: false, name: "\(x.name) with \(y.name)").mean
  }

  /// Orthonormal white coordinates of the reduced data, rank × kept; nil where the rule keeps nothing.
  private func basis(_ side: PreparedRepresentation) throws -> Matrix<Double>? {
    let n = Double(side.rowCount)
    let root = side.loading.scaled(by: (n - 1).squareRoot())
    let raw = root.appendingRow(side.centre.mean.map { $0 * n.squareRoot() })
    let svd = try Decomposition.naming(side.name) { () throws(TensorsError) in
      try SingularValueDecomposition(raw)
    }
    let total = svd.values.reduce(0, +)
    var sum = 0.0
    let kept = svd.values.count {
      sum += $0
      return sum / total < 0.99
    }
    guard kept > 0, kept <= side.rank else { return nil }
    let reduced = root.multiplied(by: svd.vt.rows(0..<kept), transposeOther: true)
    return try Decomposition.naming(side.name) { () throws(TensorsError) in try QRDecomposition(reduced) }.q
  }

  /// Σ αᵢρᵢ with αᵢ ∝ Σₙ |xₙ·aᵢ|, a the orthonormalised canonical coefficients of x and xₙ its uncentred rows.
  private func weighted(_ canonical: CanonicalCorrelation) throws -> Double? {
    guard let u = canonical.vectors?.u else { return nil }
    // The canonical coefficients are W·diag(1/σ)·U, which a scale of all does not change.
    let inverse = x.directions.scalingRows(
      by: x.singularValues.prefix(x.rank).map { 1 / $0 }
    ).multiplied(by: u, transposeSelf: true)
    let coefficients = try Decomposition.naming(x.name) { () throws(TensorsError) in
      try QRDecomposition(inverse)
    }.q
    var masses = [Double](repeating: 0, count: coefficients.columns)
    let length = PreparedRepresentation.chunkLength(units: x.unitCount)
    for chunk in RowBlocks.chunks(of: 0..<x.rowCount, length: length) {
      let projected = try x.source.rows(chunk).multiplied(by: coefficients)
      for row in 0..<projected.rows {
        for i in masses.indices { masses[i] += abs(projected[row, i]) }
      }
    }
    return zip(masses, canonical.coefficients).reduce(0) { $0 + $1.0 * $1.1 } / masses.reduce(0, +)
  }
}
