public import Tensors

/// A representation as rows of numbers that can be read several times: rows are observations, columns units.
///
/// Reading in parts is what lets a comparison stream over any number of rows.
public protocol RowSource: Sendable {
  /// What messages call the representation.
  var name: String { get }
  /// The number of observations.
  var rowCount: Int { get }
  /// The number of units.
  var unitCount: Int { get }
  /// Reads the rows of a range, as a range.count × unitCount matrix.
  ///
  /// - Throws: what reading the source's file or store throws.
  func rows(_ range: Range<Int>) throws -> Matrix<Double>
}

extension RowSource {
  /// Reads the rows that a circular shift by `lag` brings to `range`: row i of the result is row i + lag of the
  /// source, modulo its length.
  func rows(_ range: Range<Int>, lag: Int) throws -> Matrix<Double> {
    let start = (range.lowerBound + lag) % rowCount
    let head = min(range.count, rowCount - start)
    let first = try rows(start..<start + head)
    guard head < range.count else { return first }
    let second = try rows(0..<range.count - head)
    return Matrix(rows: range.count, columns: unitCount, elements: first.elements + second.elements)
  }
}

/// The rows of a matrix in memory.
public struct MatrixRows: RowSource {
  /// What messages call the representation.
  public let name: String
  private let storage: Storage

  private enum Storage: Sendable {
    case float64(Matrix<Double>)
    case float32(Matrix<Float>)
  }

  /// Wraps an observations × units matrix of Float64.
  public init(_ matrix: Matrix<Double>, name: String) {
    self.name = name
    storage = .float64(matrix)
  }

  /// Wraps an observations × units matrix of Float32; rows are converted as they are read.
  public init(_ matrix: Matrix<Float>, name: String) {
    self.name = name
    storage = .float32(matrix)
  }

  /// The number of observations.
  public var rowCount: Int {
    switch storage {
    case .float64(let matrix): matrix.rows
    case .float32(let matrix): matrix.rows
    }
  }

  /// The number of units.
  public var unitCount: Int {
    switch storage {
    case .float64(let matrix): matrix.columns
    case .float32(let matrix): matrix.columns
    }
  }

  /// Returns the rows of a range.
  public func rows(_ range: Range<Int>) -> Matrix<Double> {
    switch storage {
    case .float64(let matrix): matrix.rows(range)
    case .float32(let matrix): Matrix<Double>(matrix.rows(range))
    }
  }
}
