import Kernels

/// The number, mean and scatter of row vectors, accumulated in Float64 over blocks of rows.
///
/// Each block is centred on its own mean and its scatter is one matrix product; blocks are joined by the update of
/// Chan, Golub and LeVeque (1983), so that a large common mean costs no digits. Values are taken relative to the
/// first row: a column that never changes has a scatter of exactly 0.
public struct Moments: Equatable, Sendable {
  /// The number and mean of the rows.
  public private(set) var centre: RunningMean
  /// Σ (x − mean)(x − mean)ᵀ, units × units.
  public private(set) var scatter: Matrix<Double>

  /// Creates the moments of no rows.
  public init(units: Int) {
    self.init(centre: RunningMean(units: units), scatter: Matrix(rows: units, columns: units))
  }

  /// Creates moments from their parts.
  public init(centre: RunningMean, scatter: Matrix<Double>) {
    precondition(
      scatter.rows == centre.units && scatter.columns == centre.units,
      "a scatter of \(scatter.rows) × \(scatter.columns) for \(centre.units) units")
    self.centre = centre
    self.scatter = scatter
  }

  /// The number of units: the length of a row.
  public var units: Int { centre.units }
  /// The number of rows seen.
  public var count: Int { centre.count }
  /// The mean of each unit.
  public var mean: [Double] { centre.mean }

  /// The covariance Σ (x − mean)(x − mean)ᵀ / (count − 1), units × units; needs two rows.
  public var covariance: Matrix<Double> {
    precondition(count > 1, "the covariance of \(count) rows")
    return scatter.scaled(by: 1 / Double(count - 1))
  }

  /// Adds a block of rows × units Float64 values.
  ///
  /// - Throws: ``TensorsError/notFinite(row:column:value:)`` with the row counted over all blocks.
  public mutating func add(_ block: Matrix<Double>) throws(TensorsError) {
    scatter.add(gramOf: try centre.absorb(block))
  }

  /// Adds a block of rows × units Float32 values, converted to Float64.
  ///
  /// - Throws: ``TensorsError/notFinite(row:column:value:)`` with the row counted over all blocks.
  public mutating func add(_ block: Matrix<Float>) throws(TensorsError) {
    try add(Matrix<Double>(block))
  }

  /// Adds the rows that other moments have seen.
  public mutating func merge(_ other: Moments) {
    precondition(other.units == units, "moments of \(other.units) units merged with \(units)")
    guard other.count > 0 else { return }
    guard count > 0 else {
      self = other
      return
    }
    let weight = Double(other.count) / Double(count + other.count)
    var delta = other.centre.offset
    for j in 0..<units { delta[j] += other.centre.origin[j] - centre.origin[j] - centre.offset[j] }
    let row = Matrix(rows: 1, columns: units, elements: delta)
    scatter.add(other.scatter)
    scatter.add(productOf: row, row, transposeA: true, scale: Double(count) * weight)
    for j in 0..<units { centre.offset[j] += delta[j] * weight }
    centre.count += other.count
  }

  /// Returns rows less the mean, such that a column that never changed becomes exactly 0.
  public func centred(_ block: Matrix<Double>) -> Matrix<Double> { centre.centred(block) }
}

extension Matrix where Scalar == Double {
  /// Adds XᵀX to this matrix, which must be symmetric: columns × columns for X of rows × columns.
  public mutating func add(gramOf x: Matrix<Double>) {
    precondition(
      rows == x.columns && columns == x.columns,
      "products of \(x.columns) columns added to \(rows) × \(columns)")
    var span = elements.mutableSpan
    BLAS.addGram(x.elements.span, to: &span, rows: x.rows, columns: x.columns)
  }
}
