import COpenBLAS

extension BLAS {
  /// Adds AᵀA to a symmetric matrix C, at little more than half the cost of a product.
  ///
  /// Strips of the upper triangle are products of their own, from the diagonal to the right; the rest is mirrored.
  ///
  /// - Parameters:
  ///   - a: rows × columns, row-major.
  ///   - c: columns × columns and symmetric.
  ///   - rows: the number of rows of A.
  ///   - columns: the number of columns of A.
  public static func addGram(
    _ a: Span<Double>, to c: inout MutableSpan<Double>, rows: Int, columns: Int
  ) {
    precondition(
      a.count >= rows * columns && c.count >= columns * columns,
      "the products of \(columns) columns of \(rows) rows on smaller arrays")
    guard rows > 0, columns > 0 else { return }
    _ = Threads.openBLASIsSerial
    let width = max(48, (columns / 8 + 15) / 16 * 16)
    let strips = (columns + width - 1) / width
    a.withUnsafeBufferPointer { a in
      c.withUnsafeMutableBufferPointer { c in
        guard let a = a.baseAddress, let c = c.baseAddress else { return }
        Threads.parallel(strips) { strip in
          let start = strip * width
          cblas_dgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(min(width, columns - start)),
            Int32(columns - start), Int32(rows), 1, a + start, Int32(columns), a + start, Int32(columns), 1,
            c + start * columns + start, Int32(columns))
        }
        for i in 1..<max(columns, 1) {
          for j in 0..<i { c[i * columns + j] = c[j * columns + i] }
        }
      }
    }
  }
}
