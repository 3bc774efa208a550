import Kernels

/// A dense row-major matrix.
public struct Matrix<Scalar: MatrixScalar>: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row after row: element (i, j) is at `i * columns + j`.
  public var elements: [Scalar]

  /// Creates a matrix from its elements in row-major order; their number must be rows × columns.
  @inlinable
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(elements.count == rows * columns, "\(elements.count) elements for \(rows) × \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Creates a matrix whose elements are all `value`.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// The element in row `i` and column `j`.
  @inlinable
  public subscript(i: Int, j: Int) -> Scalar {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  /// The columns × rows matrix with rows and columns exchanged.
  @inlinable
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// The rows in `range`, as a matrix of their own.
  @inlinable
  public func rows(_ range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The rows at `indices`, in that order.
  @inlinable
  public func rows(at indices: [Int]) -> Matrix {
    var gathered: [Scalar] = []
    gathered.reserveCapacity(indices.count * columns)
    for i in indices { gathered.append(contentsOf: elements[i * columns..<(i + 1) * columns]) }
    return Matrix(rows: indices.count, columns: columns, elements: gathered)
  }

  /// The matrix product op(self)·op(other), where op transposes if the flag says so.
  public func multiplied(by other: Matrix, transposeSelf: Bool = false, transposeOther: Bool = false)
    -> Matrix
  {
    let m = transposeSelf ? columns : rows
    let k = transposeSelf ? rows : columns
    let n = transposeOther ? other.rows : other.columns
    precondition(
      k == (transposeOther ? other.columns : other.rows),
      "inner sizes differ: \(rows) × \(columns) and \(other.rows) × \(other.columns)")
    var result = Matrix(rows: m, columns: n)
    var span = result.elements.mutableSpan
    BLAS.multiply(
      transposeA: transposeSelf, transposeB: transposeOther, m: m, n: n, k: k, a: elements.span, lda: columns,
      b: other.elements.span, ldb: other.columns, c: &span, ldc: n)
    return result
  }
}

extension Matrix where Scalar == Double {
  /// Creates a Float64 copy of a Float32 matrix.
  public init(_ other: Matrix<Float>) {
    self.init(rows: other.rows, columns: other.columns)
    var wide = elements.mutableSpan
    let narrow = other.elements.span
    for i in 0..<narrow.count { wide[i] = Double(narrow[i]) }
  }
}
