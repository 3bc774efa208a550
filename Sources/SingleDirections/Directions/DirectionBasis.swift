public import Tensors

/// Orthonormal directions in the space of a site's units: what ablation can remove in place of units.
public struct DirectionBasis: Equatable, Sendable {
  /// Where directions came from.
  public enum Kind: String, Sendable {
    /// Principal directions of activations, that of the largest variance first.
    case principal
    /// Random directions.
    case random
    /// Directions that were computed elsewhere, such as canonical ones.
    case given
  }

  /// Where the directions came from.
  public let kind: Kind
  /// directions × units: each row is a direction of length 1, at right angles to the others.
  public let directions: Matrix<Double>
  /// The variance of the activations along each principal direction; nil for others.
  public let variances: [Double]?

  /// The number of directions.
  public var count: Int { directions.rows }
  /// The number of units.
  public var units: Int { directions.columns }

  /// The first principal directions of activations.
  ///
  /// A direction's sign is such that its element of largest magnitude is positive.
  ///
  /// - Parameters:
  ///   - moments: the mean and scatter of the activations, of at least two samples.
  ///   - count: the number of directions, from 1 to the number of units.
  ///   - source: the name of the activations, for errors.
  /// - Throws: ``SingleDirectionsError``: `setting`, `noVariance` or `decomposition`.
  public static func principal(
    of moments: Moments, count: Int, source: String
  ) throws(SingleDirectionsError) -> DirectionBasis {
    try check(count: count, units: moments.units)
    guard moments.count > 1, moments.scatter.trace > 0 else { throw .noVariance(source: source) }
    let covariance = moments.covariance
    let decomposition: SymmetricEigendecomposition
    do {
      decomposition = try SymmetricEigendecomposition(covariance)
    } catch {
      throw .decomposition(reason: "\(source): \(error)")
    }
    var directions = decomposition.vectors.rows(0..<count)
    for i in 0..<count {
      let row = (0..<moments.units).map { directions[i, $0] }
      guard let largest = row.max(by: { abs($0) < abs($1) }), largest < 0 else { continue }
      for j in row.indices { directions[i, j] = -row[j] }
    }
    let variances = decomposition.values[0..<count].map { max(0, $0) }
    return DirectionBasis(kind: .principal, directions: directions, variances: variances)
  }

  /// Random directions: Gaussian ones, orthonormalised, and so uniform over all bases.
  ///
  /// - Parameters:
  ///   - count: the number of directions, from 1 to the number of units.
  ///   - units: the number of units.
  ///   - key: the source of the directions.
  /// - Throws: ``SingleDirectionsError/setting(name:value:needed:)``.
  public static func gaussian(
    count: Int, units: Int, key: RandomKey
  ) throws(SingleDirectionsError) -> DirectionBasis {
    try check(count: count, units: units)
    let drawn = Matrix(rows: count, columns: units, elements: key.child("directions").normals(count * units))
    return DirectionBasis(kind: .random, directions: try orthonormalised(drawn), variances: nil)
  }

  /// Given directions, orthonormalised in their order: the first k span what the first k given ones do.
  ///
  /// The first keeps its orientation, and each other one that of its part that is new.
  ///
  /// - Parameter rows: directions × units, of any lengths but 0.
  /// - Throws: ``SingleDirectionsError``: `setting` for more directions than units, `notFinite`, or
  ///   `dependentDirection` for a row in the span of those before it.
  public static func given(_ rows: Matrix<Double>) throws(SingleDirectionsError) -> DirectionBasis {
    try check(count: rows.rows, units: rows.columns)
    for (i, value) in rows.elements.enumerated() where !value.isFinite {
      throw .notFinite(
        source: "the directions", row: i / rows.columns, column: i % rows.columns, value: "\(value)")
    }
    return DirectionBasis(kind: .given, directions: try orthonormalised(rows), variances: nil)
  }

  private static func check(count: Int, units: Int) throws(SingleDirectionsError) {
    guard count >= 1, count <= units else {
      throw .setting(name: "the number of directions", value: "\(count)", needed: "1 to \(units), the units")
    }
  }

  /// Rows of length 1 at right angles with the same spans, by Householder reflections of the transposed
  /// matrix.
  private static func orthonormalised(_ rows: Matrix<Double>) throws(SingleDirectionsError) -> Matrix<Double>
  {
    let lengths = (0..<rows.rows).map { i in
      // The largest magnitude first, so that squares neither overflow nor vanish.
      let row = (0..<rows.columns).map { rows[i, $0] }
      let largest = row.reduce(0) { max($0, abs($1)) }
      return largest * row.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
    }
    for (i, length) in lengths.enumerated() where !(length > 0) {
      throw .dependentDirection(row: i, of: rows.rows)
    }
    let decomposition: QRDecomposition
    do {
      decomposition = try QRDecomposition(rows.scalingRows(by: lengths.map { 1 / $0 }).transposed)
    } catch {
      throw .decomposition(reason: "\(error)")
    }
    // Of a row of length 1, the diagonal holds the length of the part that is new.
    let parts = (0..<rows.rows).map { decomposition.r[$0, $0] }
    let least = Double(rows.columns) * Double.ulpOfOne
    for (i, part) in parts.enumerated() where abs(part) <= least {
      throw .dependentDirection(row: i, of: rows.rows)
    }
    return decomposition.q.transposed.scalingRows(by: parts.map { $0 < 0 ? -1 : 1 })
  }
}
