import Tensors

/// What google/svcca's `get_cca_similarity` (epsilon 0, threshold 0.98) and `compute_pwcca` return for a pair.
struct GoogleSVCCA {
  private let x: PreparedRepresentation
  private let y: PreparedRepresentation
  private let white: Matrix<Double>

  init(_ x: PreparedRepresentation, _ y: PreparedRepresentation) throws {
    self.x = x
    self.y = y
    white = try CrossCovariance(x, y).white
  }

  func scores() throws -> ConventionScores {
    let name = "\(x.name) with \(y.name)"
    var coefficients = try CanonicalCorrelation(white, withVectors: false, name: name).coefficients
    coefficients += [Double](repeating: 0, count: min(x.unitCount, y.unitCount) - coefficients.count)
    let pwcca = try weighted(coefficients)
    return ConventionScores(
      convention: .googleSVCCA, cca: Self.leadingMean(coefficients), svcca: nil, pwcca: pwcca,
      note:
        "The mean is over the leading coefficients that hold 98 % of their sum. PWCCA projects on directions "
        + "without the inverse square root of the covariance, to which unit means are added by index, and weighs "
        + "with uncentred activations"
        + (pwcca == nil
          ? "; its published code fails for this pair: swap the arguments, or drop dead units." : "."))
  }

  /// The mean over the first i coefficients whose sum reaches 98 % of all, or all if no i < count does.
  static func leadingMean(_ coefficients: [Double]) -> Double {
    let total = coefficients.reduce(0, +)
    var sum = 0.0
    for i in 0..<coefficients.count {
      if sum / total >= 0.98 { return sum / Double(i) }
      sum += coefficients[i]
    }
    return total / Double(coefficients.count)
  }

  /// Σ wᵢρᵢ with wᵢ ∝ Σⱼ |⟨pᵢ, xⱼ⟩|, P the orthonormalised n × a matrix Xc·U + 1·mᵀ and x the uncentred units.
  ///
  /// U are the left singular vectors of Σxx^{-1/2}·Σxy·Σyy^{-1/2} with symmetric roots, and m the unit means. Both
  /// Xc and the column of ones have small coordinates: Xc = Q·S with S = √(n − 1)·diag(σ)·Wᵀ, and 1 = √n·e with e
  /// orthogonal to Q. The code fails with an index error where x has more units than y.
  private func weighted(_ coefficients: [Double]) throws -> Double? {
    guard x.unitCount <= y.unitCount, x.rank == x.unitCount, y.rank == y.unitCount else { return nil }
    let symmetric = x.directions.multiplied(by: white, transposeSelf: true).multiplied(by: y.directions)
    // NumPy hands LAPACK the matrix column by column: the transpose of ours, which fixes the signs of U.
    let svd = try Decomposition.naming(x.name) { () throws(TensorsError) in
      try SingularValueDecomposition(symmetric.transposed)
    }
    let u = svd.vt.transposed
    let n = Double(x.rowCount)
    let mean = x.centre.mean.map { $0 * n.squareRoot() }
    let root = x.loading.scaled(by: (n - 1).squareRoot())
    let directions = root.multiplied(by: u).appendingRow(mean)
    let units = root.appendingRow(mean)
    let basis = try Decomposition.naming(x.name) { () throws(TensorsError) in try QRDecomposition(directions)
    }.q
    let projections = basis.multiplied(by: units, transposeSelf: true)
    let weights = (0..<projections.rows).map { i in
      (0..<projections.columns).reduce(0) { $0 + abs(projections[i, $1]) }
    }
    return zip(weights, coefficients).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
  }
}

extension PreparedRepresentation {
  /// The unit right singular vectors of the centred data, rank × units.
  var directions: Matrix<Double> {
    let loading = loading
    return loading.scalingRows(
      by: (0..<rank).map { row in
        1 / (0..<unitCount).reduce(0) { $0 + loading[row, $1] * loading[row, $1] }.squareRoot()
      })
  }
}

extension Matrix where Scalar == Double {
  /// The matrix with one more row.
  func appendingRow(_ row: [Double]) -> Matrix {
    Matrix(rows: rows + 1, columns: columns, elements: elements + row)
  }
}
