/// The mean of row vectors that arrive in blocks, with what each block adds to sums of squares and products about it.
///
/// The update is that of Chan, Golub and LeVeque (1983), so that a large common mean costs no digits. Values are
/// taken relative to the first row: a column that never changes stays exactly 0.
public struct RunningMean: Equatable, Sendable {
  /// The number of units: the length of a row.
  public let units: Int
  /// The number of rows seen.
  public internal(set) var count = 0
  /// The origin that values are taken relative to: the first row seen.
  public internal(set) var origin: [Double]
  /// The mean less the origin.
  public internal(set) var offset: [Double]

  /// Creates the mean of no rows.
  public init(units: Int) {
    self.units = units
    origin = [Double](repeating: 0, count: units)
    offset = origin
  }

  /// The mean of each unit.
  public var mean: [Double] { zip(origin, offset).map { $0 + $1 } }

  /// Takes a block of rows × units in, and returns a matrix Z of one row more, or of none for an empty block.
  ///
  /// ZᵀZ is what the block adds to the scatter about the mean; and with Z of two representations whose blocks
  /// have the same rows, ZxᵀZy is what it adds to their cross scatter: the last row holds the move of the mean.
  ///
  /// - Throws: ``TensorsError/notFinite(row:column:value:)`` with the row counted over all blocks.
  public mutating func absorb(_ block: consuming Matrix<Double>) throws(TensorsError) -> Matrix<Double> {
    precondition(block.columns == units, "rows of \(block.columns) added to a mean of \(units) units")
    let rows = block.rows
    guard rows > 0 else { return block }
    try checkFinite(block)
    if count == 0 { origin = Array(block.elements[0..<units]) }
    var elements = block.elements
    // Appending alone would double the block.
    elements.reserveCapacity(elements.count + units)
    let mean = Self.centre(&elements, on: origin)
    let weight = Double(rows) / Double(count + rows)
    let root = (Double(count) * weight).squareRoot()
    for j in 0..<units {
      let delta = mean[j] - offset[j]
      elements.append(root * delta)
      offset[j] += delta * weight
    }
    count += rows
    return Matrix(rows: rows + 1, columns: units, elements: elements)
  }

  /// Returns rows less the mean, such that a column that never changed becomes exactly 0.
  public func centred(_ block: Matrix<Double>) -> Matrix<Double> {
    precondition(block.columns == units, "rows of \(block.columns) centred by a mean of \(units) units")
    var result = block
    var values = result.elements.mutableSpan
    let origin = origin.span
    let offset = offset.span
    for start in stride(from: 0, to: values.count, by: units) {
      for j in 0..<units { values[start + j] = (values[start + j] - origin[j]) - offset[j] }
    }
    return result
  }

  /// Subtracts `origin` and then the mean of what is left from every row; returns that mean.
  private static func centre(_ elements: inout [Double], on origin: [Double]) -> [Double] {
    let width = origin.count
    let count = Double(elements.count / width)
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

  private func checkFinite(_ block: borrowing Matrix<Double>) throws(TensorsError) {
    let values = block.elements.span
    // 0 times a number that is not finite is NaN. Four sums at a time: one alone would wait for each addition to end.
    var sums = SIMD4<Double>()
    var i = 0
    while i + 4 <= values.count {
      sums += SIMD4(values[i], values[i + 1], values[i + 2], values[i + 3]) * 0
      i += 4
    }
    while i < values.count {
      sums[0] += values[i] * 0
      i += 1
    }
    guard sums.sum().isNaN else { return }
    for i in 0..<values.count where !values[i].isFinite {
      throw .notFinite(row: count + i / units, column: i % units, value: "\(values[i])")
    }
  }
}
