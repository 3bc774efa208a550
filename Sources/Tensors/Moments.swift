/// The number, mean and scatter of row vectors, accumulated in Float64 over blocks of rows.
///
/// Each block is centred on its own mean and its scatter is one matrix product; blocks are joined by the update of
/// Chan, Golub and LeVeque (1983), so that a large common mean costs no digits. Values are taken relative to the
/// first row: a column that never changes has a scatter of exactly 0.
public struct Moments: Equatable, Sendable {
  /// The number of units: the length of a row.
  public let units: Int
  /// The number of rows seen.
  public private(set) var count = 0
  /// Σ (x − mean)(x − mean)ᵀ, units × units.
  public private(set) var scatter: Matrix<Double>
  /// The origin that values are taken relative to: the first row seen.
  public private(set) var origin: [Double]
  /// The mean less the origin.
  public private(set) var offset: [Double]

  /// Creates the moments of no rows.
  public init(units: Int) {
    self.units = units
    scatter = Matrix(rows: units, columns: units)
    origin = [Double](repeating: 0, count: units)
    offset = origin
  }

  /// The mean of each unit.
  public var mean: [Double] { zip(origin, offset).map { $0 + $1 } }

  /// The covariance Σ (x − mean)(x − mean)ᵀ / (count − 1), units × units; needs two rows.
  public var covariance: Matrix<Double> {
    precondition(count > 1, "the covariance of \(count) rows")
    return scatter.scaled(by: 1 / Double(count - 1))
  }

  /// Adds a block of rows × units Float64 values.
  ///
  /// - Throws: ``TensorsError/notFinite(row:column:value:)`` with the row counted over all blocks.
  public mutating func add(_ block: Matrix<Double>) throws(TensorsError) {
    precondition(block.columns == units, "rows of \(block.columns) added to moments of \(units) units")
    guard block.rows > 0 else { return }
    try checkFinite(block)
    if count == 0 { origin = Array(block.elements[0..<units]) }
    var part = Moments(units: units)
    part.count = block.rows
    part.origin = origin
    var centred = block
    part.offset = centred.centre(on: origin)
    part.scatter.add(productOf: centred, centred, transposeA: true)
    join(part)
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
    var moved = other
    for i in 0..<units { moved.offset[i] += other.origin[i] - origin[i] }
    moved.origin = origin
    join(moved)
  }

  /// Returns rows less the mean, such that a column that never changed becomes exactly 0.
  public func centred(_ block: Matrix<Double>) -> Matrix<Double> {
    precondition(block.columns == units, "rows of \(block.columns) centred by moments of \(units) units")
    var result = block
    var values = result.elements.mutableSpan
    let origin = origin.span
    let offset = offset.span
    for start in stride(from: 0, to: values.count, by: units) {
      for j in 0..<units { values[start + j] = (values[start + j] - origin[j]) - offset[j] }
    }
    return result
  }

  /// Joins moments with the same origin.
  private mutating func join(_ part: Moments) {
    let total = Double(count + part.count)
    let weight = Double(part.count) / total
    let delta = zip(part.offset, offset).map { $0 - $1 }
    scatter.add(part.scatter)
    if count > 0 {
      let row = Matrix(rows: 1, columns: units, elements: delta)
      scatter.add(productOf: row, row, transposeA: true, scale: Double(count) * weight)
    }
    for j in 0..<units { offset[j] += delta[j] * weight }
    count += part.count
  }

  private func checkFinite(_ block: Matrix<Double>) throws(TensorsError) {
    guard let index = block.elements.firstIndex(where: { !$0.isFinite }) else { return }
    throw .notFinite(
      row: count + index / units, column: index % units, value: "\(block.elements[index])")
  }
}

extension Matrix where Scalar == Double {
  /// Subtracts `origin` and then the mean of what is left from every row; returns that mean.
  fileprivate mutating func centre(on origin: [Double]) -> [Double] {
    let width = columns
    let count = Double(rows)
    var mean = [Double](repeating: 0, count: width)
    var values = elements.mutableSpan
    var means = mean.mutableSpan
    let origin = origin.span
    for start in stride(from: 0, to: values.count, by: width) {
      for j in 0..<width {
        values[start + j] -= origin[j]
        means[j] += values[start + j]
      }
    }
    for j in 0..<width { means[j] /= count }
    for start in stride(from: 0, to: values.count, by: width) {
      for j in 0..<width { values[start + j] -= means[j] }
    }
    return mean
  }
}
