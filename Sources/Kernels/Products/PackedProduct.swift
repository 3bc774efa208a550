import CKernels

/// Products with a packed right factor, split over the thread pool: what training spends its time on.
///
/// Every element of the result is summed in an order that depends on the depth alone, so its bits depend neither on
/// the number of threads nor on how many rows stand beside it.
public enum PackedProduct {
  /// The columns of a panel.
  static let panelWidth = Int(strata_panel_width)

  /// The panels that hold `columns` columns.
  static func panelCount(_ columns: Int) -> Int { (columns + panelWidth - 1) / panelWidth }

  /// Computes C ← op(A)·B, or C ← C + op(A)·B.
  ///
  /// - Parameters:
  ///   - transposeA: whether A is stored as its transpose.
  ///   - rows: the rows of op(A) and C.
  ///   - a: row-major, rows × depth or, transposed, depth × rows.
  ///   - aStart: where A begins in the array.
  ///   - lda: the row length of the stored A.
  ///   - b: the packed factor.
  ///   - accumulate: whether C is added to.
  ///   - c: row-major, rows × columns.
  ///   - ldc: the row length of C.
  ///   - precision: the precision of the factors.
  public static func multiply(
    transposeA: Bool = false, rows: Int, a: [Float], aStart: Int = 0, lda: Int, b: PackedMatrix,
    accumulate: Bool = false, c: inout [Float], ldc: Int,
    precision: ProductPrecision = .float32
  ) {
    multiply(
      with: precision.kernel, transposeA: transposeA, rows: rows, a: a, aStart: aStart, lda: lda, b: b,
      accumulate: accumulate, c: &c, ldc: ldc)
  }

  /// The same with a kernel of choice.
  static func multiply(
    with kernel: Int, transposeA: Bool = false, rows: Int, a: [Float], aStart: Int = 0, lda: Int,
    b: PackedMatrix, accumulate: Bool = false, c: inout [Float], ldc: Int
  ) {
    guard rows > 0, b.columns > 0 else { return }
    let stored = transposeA ? (rows: b.depth, columns: rows) : (rows: rows, columns: b.depth)
    precondition(aStart >= 0, "A begins at \(aStart)")
    precondition(
      lda >= stored.columns && a.count >= aStart + (stored.rows - 1) * lda + stored.columns, "A too small")
    precondition(ldc >= b.columns && c.count >= (rows - 1) * ldc + b.columns, "C too small")
    if b.depth == 0 {
      guard !accumulate else { return }
      for row in 0..<rows { for j in 0..<b.columns { c[row * ldc + j] = 0 } }
      return
    }
    b.panels.read {
      run(
        kernel, rows, transposeA ? .columns(leading: lda) : .rows(leading: lda), a, aStart, b, $0, accumulate,
        &c, ldc)
    }
  }

  private static func run(
    _ kernel: Int, _ rows: Int, _ layout: FactorLayout, _ a: UnsafePointer<Float>, _ aStart: Int,
    _ b: PackedMatrix,
    _ panels: UnsafePointer<Float>, _ accumulate: Bool, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    let factor = layout.factor(a + aStart)
    forEachPart(rows: rows, columns: b.columns, depth: b.depth) { part, columns in
      multiply(
        with: kernel, rows: part.count, columns: columns.count, depth: b.depth,
        factor.skipping(rows: part.lowerBound),
        panels + columns.lowerBound * b.depth, panelStride: b.panelStride,
        strata_target(
          start: c + part.lowerBound * ldc + columns.lowerBound, row_stride: ldc,
          panel_stride: panelWidth),
        accumulate: accumulate)
    }
  }

  /// One product on the calling thread.
  static func multiply(
    with kernel: Int = ProductPrecision.float32.kernel, rows: Int, columns: Int, depth: Int,
    _ a: strata_factor,
    _ panels: UnsafePointer<Float>, panelStride: Int,
    _ c: strata_target, accumulate: Bool
  ) {
    strata_multiply_panels(
      Int32(kernel), rows, columns, depth, a, panels, panelStride, c, accumulate ? 1 : 0)
  }

  /// Cuts a result into parts of rows, or of whole panels where there are few rows, and runs `body` for each.
  static func forEachPart(rows: Int, columns: Int, depth: Int, _ body: (Range<Int>, Range<Int>) -> Void) {
    let threads = Threads.count
    if threads == 1 || Double(rows) * Double(columns) * Double(depth) < 100_000 {
      body(0..<rows, 0..<columns)
    } else if rows >= threads * fewestRows {
      // As many parts for each thread, and equal ones: the last to finish is not far behind.
      let parts = threads * min(4, rows / (threads * fewestRows))
      Threads.parallel(parts) { part in
        body(rows * part / parts..<rows * (part + 1) / parts, 0..<columns)
      }
    } else {
      forEachPanelRange(columns) { body(0..<rows, $0) }
    }
  }

  /// Parts of fewer rows would read the panels too often.
  private static let fewestRows = 84

  /// Cuts columns into as many ranges of whole panels as there are threads and runs `body` for each.
  static func forEachPanelRange(_ columns: Int, _ body: (Range<Int>) -> Void) {
    let panels = panelCount(columns)
    let parts = min(Threads.count, panels)
    Threads.parallel(parts) { index in
      let first = panels * index / parts * panelWidth
      body(first..<min(columns, panels * (index + 1) / parts * panelWidth))
    }
  }
}
