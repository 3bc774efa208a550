import COpenBLAS

/// Dense matrix products of OpenBLAS, with outputs split over the thread pool.
public enum BLAS {
  /// Computes C ← alpha·op(A)·op(B) + beta·C on row-major matrices.
  ///
  /// op(A) is m × k, op(B) is k × n and C is m × n; op transposes where the flag says so. The leading dimensions
  /// are the row lengths of the stored arrays. Sizes are checked; a mismatch is a programmer's error and traps.
  public static func multiply<Scalar: BLASScalar>(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Scalar = 1,
    a: Span<Scalar>, lda: Int, b: Span<Scalar>, ldb: Int, beta: Scalar = 0,
    c: inout MutableSpan<Scalar>, ldc: Int
  ) {
    checkSizes(
      transposeA, transposeB, m, n, k, a: (a.count, lda), b: (b.count, ldb), c: (c.count, ldc))
    guard m > 0, n > 0 else { return }
    guard k > 0 else {
      for row in 0..<m {
        for i in row * ldc..<row * ldc + n { c[i] = beta == 0 ? 0 : beta * c[i] }
      }
      return
    }
    Scalar.multiply(
      transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, alpha: alpha, a: a, lda: lda, b: b,
      ldb: ldb,
      beta: beta, c: &c, ldc: ldc)
  }

  /// Cuts an m × n output into a grid of blocks and runs `body(row, column, rows, columns)` for each.
  ///
  /// The grid depends on the sizes alone. A product copies its factors into tiles first, A once for every column of
  /// blocks and B once for every row of them: the grid keeps these copies few. Blocks begin on multiples of 16, so
  /// that kernels see whole tiles.
  static func forEachBlock(m: Int, n: Int, k: Int, _ body: (Int, Int, Int, Int) -> Void) {
    _ = Threads.openBLASIsSerial
    let grid = blockGrid(m, n, k)
    let rows = blockLength(m, grid.rows)
    let columns = blockLength(n, grid.columns)
    let across = (n + columns - 1) / columns
    Threads.parallel((m + rows - 1) / rows * across) { index in
      let row = index / across * rows
      let column = index % across * columns
      body(row, column, min(rows, m - row), min(columns, n - column))
    }
  }

  private static func blockLength(_ side: Int, _ blocks: Int) -> Int {
    ((side + blocks - 1) / blocks + 15) / 16 * 16
  }

  /// The grid that copies least: copies cost columns · m + rows · n, for as many blocks as the work is worth.
  private static func blockGrid(_ m: Int, _ n: Int, _ k: Int) -> (rows: Int, columns: Int) {
    let multiplyAdds = Double(m) * Double(n) * Double(k)
    let blocks =
      multiplyAdds < 100_000 ? 1 : multiplyAdds < 20_000_000 ? 2 : multiplyAdds < 2_000_000_000 ? 4 : 8
    let shapes = [1, 2, 4, 8].filter { $0 <= blocks }.map { (rows: blocks / $0, columns: $0) }
    return shapes.min { $0.columns * m + $0.rows * n < $1.columns * m + $1.rows * n } ?? (1, 1)
  }

  /// Traps unless the arrays, given as (count, leading dimension), hold their matrices.
  static func checkSizes(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, a: (Int, Int), b: (Int, Int),
    c: (Int, Int)
  ) {
    precondition(m >= 0 && n >= 0 && k >= 0, "a product of \(m) × \(k) and \(k) × \(n)")
    precondition(
      fits(a.0, rows: transposeA ? k : m, columns: transposeA ? m : k, leading: a.1), "A too small")
    precondition(
      fits(b.0, rows: transposeB ? n : k, columns: transposeB ? k : n, leading: b.1), "B too small")
    precondition(fits(c.0, rows: m, columns: n, leading: c.1), "C too small")
  }

  private static func fits(_ count: Int, rows: Int, columns: Int, leading: Int) -> Bool {
    rows == 0 || columns == 0 || (leading >= columns && count >= (rows - 1) * leading + columns)
  }

  /// The pointer form of ``multiply`` in Float32, for use inside this module.
  static func sgemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
    _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    forEachBlock(m: m, n: n, k: k) { row, column, rows, columns in
      cblas_sgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
        Int32(rows),
        Int32(columns), Int32(k), alpha, a + (transposeA ? row : row * lda), Int32(lda),
        b + (transposeB ? column * ldb : column), Int32(ldb), beta, c + row * ldc + column, Int32(ldc))
    }
  }

  /// The pointer form of ``multiply`` in Float64, for use inside this module.
  static func dgemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Double,
    _ a: UnsafePointer<Double>, _ lda: Int, _ b: UnsafePointer<Double>, _ ldb: Int, _ beta: Double,
    _ c: UnsafeMutablePointer<Double>, _ ldc: Int
  ) {
    forEachBlock(m: m, n: n, k: k) { row, column, rows, columns in
      cblas_dgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
        Int32(rows),
        Int32(columns), Int32(k), alpha, a + (transposeA ? row : row * lda), Int32(lda),
        b + (transposeB ? column * ldb : column), Int32(ldb), beta, c + row * ldc + column, Int32(ldc))
    }
  }
}

extension Float: BLASScalar {
  /// `cblas_sgemm` in row-major order.
  public static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Float, a: Span<Float>, lda: Int,
    b: Span<Float>, ldb: Int, beta: Float, c: inout MutableSpan<Float>, ldc: Int
  ) {
    BLAS.checkSizes(
      transposeA, transposeB, m, n, k, a: (a.count, lda), b: (b.count, ldb), c: (c.count, ldc))
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          BLAS.sgemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
        }
      }
    }
  }
}

extension Double: BLASScalar {
  /// `cblas_dgemm` in row-major order.
  public static func multiply(
    transposeA: Bool, transposeB: Bool, m: Int, n: Int, k: Int, alpha: Double, a: Span<Double>, lda: Int,
    b: Span<Double>, ldb: Int, beta: Double, c: inout MutableSpan<Double>, ldc: Int
  ) {
    BLAS.checkSizes(
      transposeA, transposeB, m, n, k, a: (a.count, lda), b: (b.count, ldb), c: (c.count, ldc))
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          BLAS.dgemm(transposeA, transposeB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
        }
      }
    }
  }
}
