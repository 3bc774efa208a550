import Kernels

// Generic code of this module is specialised where it is inlined: without that every element costs calls.
extension Matrix {
  /// Adds the product op(a)·op(b) to this matrix, where op transposes if the flag says so.
  public mutating func add(
    productOf a: Matrix, _ b: Matrix, transposeA: Bool = false, transposeB: Bool = false, scale: Scalar = 1
  ) {
    let m = transposeA ? a.columns : a.rows
    let k = transposeA ? a.rows : a.columns
    let n = transposeB ? b.rows : b.columns
    precondition(
      k == (transposeB ? b.columns : b.rows) && m == rows && n == columns,
      "\(a.rows) × \(a.columns) times \(b.rows) × \(b.columns) added to \(rows) × \(columns)")
    let width = columns
    var span = elements.mutableSpan
    BLAS.multiply(
      transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: scale, a: a.elements.span,
      lda: a.columns, b: b.elements.span, ldb: b.columns, beta: 1, c: &span, ldc: width)
  }

  /// Adds another matrix of the same size, times a factor.
  @inlinable
  public mutating func add(_ other: Matrix, scale: Scalar = 1) {
    precondition(
      rows == other.rows && columns == other.columns,
      "\(other.rows) × \(other.columns) added to \(rows) × \(columns)")
    for i in elements.indices { elements[i] += scale * other.elements[i] }
  }

  /// The matrix with every element multiplied by `factor`.
  @inlinable
  public func scaled(by factor: Scalar) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
  }

  /// The matrix with row i multiplied by `factors[i]`.
  @inlinable
  public func scalingRows(by factors: [Scalar]) -> Matrix {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    var result = self
    for i in 0..<rows {
      for j in i * columns..<(i + 1) * columns { result.elements[j] *= factors[i] }
    }
    return result
  }

  /// The matrix with column j multiplied by `factors[j]`.
  @inlinable
  public func scalingColumns(by factors: [Scalar]) -> Matrix {
    precondition(factors.count == columns, "\(factors.count) factors for \(columns) columns")
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result.elements[i * columns + j] *= factors[j] }
    }
    return result
  }

  /// The first `rows` rows and `columns` columns.
  @inlinable
  public func leading(rows: Int, columns: Int) -> Matrix {
    precondition(rows <= self.rows && columns <= self.columns, "a corner larger than the matrix")
    var elements: [Scalar] = []
    elements.reserveCapacity(rows * columns)
    for i in 0..<rows {
      elements.append(contentsOf: self.elements[i * self.columns..<i * self.columns + columns])
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// The sum of the products of corresponding elements.
  @inlinable
  public func inner(_ other: Matrix) -> Scalar {
    precondition(
      rows == other.rows && columns == other.columns,
      "inner product of \(rows) × \(columns) and \(other.rows) × \(other.columns)")
    let a = elements.span
    let b = other.elements.span
    // Four sums at a time: one alone would wait for each addition to end.
    var sums = SIMD4<Double>()
    var i = 0
    while i + 4 <= a.count {
      sums += SIMD4(
        Double(a[i] * b[i]), Double(a[i + 1] * b[i + 1]), Double(a[i + 2] * b[i + 2]),
        Double(a[i + 3] * b[i + 3]))
      i += 4
    }
    var sum = sums.sum()
    while i < a.count {
      sum += Double(a[i] * b[i])
      i += 1
    }
    return Scalar(sum)
  }

  /// The sum of the diagonal elements.
  @inlinable
  public var trace: Scalar { (0..<min(rows, columns)).reduce(0) { $0 + self[$1, $1] } }
}
