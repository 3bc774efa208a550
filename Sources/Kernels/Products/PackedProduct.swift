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
  ///   - cStart: where C begins in the array.
  ///   - ldc: the row length of C.
  ///   - precision: the precision of the factors.
  public static func multiply(
    transposeA: Bool = false, rows: Int, a: [Float], aStart: Int = 0, lda: Int, b: PackedMatrix,
    accumulate: Bool = false, c: inout [Float], cStart: Int = 0, ldc: Int,
    precision: ProductPrecision = .float32
  ) {
    multiply(
      with: precision.kernel, transposeA: transposeA, rows: rows, a: a, aStart: aStart, lda: lda, b: b,
      accumulate: accumulate, c: &c, cStart: cStart, ldc: ldc)
  }

  /// The same with a kernel of choice.
  static func multiply(
    with kernel: Int, transposeA: Bool = false, rows: Int, a: [Float], aStart: Int = 0, lda: Int,
    b: PackedMatrix, accumulate: Bool = false, c: inout [Float], cStart: Int = 0, ldc: Int
  ) {
    guard rows > 0, b.columns > 0 else { return }
    let stored = transposeA ? (rows: b.depth, columns: rows) : (rows: rows, columns: b.depth)
    precondition(
      lda >= stored.columns && a.count >= aStart + (stored.rows - 1) * lda + stored.columns, "A too small")
    precondition(ldc >= b.columns && c.count >= cStart + (rows - 1) * ldc + b.columns, "C too small")
    if b.depth == 0 {
      guard !accumulate else { return }
      for row in 0..<rows { for j in 0..<b.columns { c[cStart + row * ldc + j] = 0 } }
      return
    }
    run(
      kernel, rows, transposeA ? .columns(leading: lda) : .rows(leading: lda), a, aStart, b, b.panels,
      accumulate, &c,
      cStart, ldc)
  }

  private static func run(
    _ kernel: Int, _ rows: Int, _ layout: FactorLayout, _ a: UnsafePointer<Float>, _ aStart: Int,
    _ b: PackedMatrix,
    _ panels: UnsafePointer<Float>, _ accumulate: Bool, _ c: UnsafeMutablePointer<Float>, _ cStart: Int,
    _ ldc: Int
  ) {
    let factor = layout.factor(a + aStart)
    forEachPart(rows: rows, columns: b.columns, depth: b.depth) { part, columns in
      multiply(
        with: kernel, rows: part.count, columns: columns.count, depth: b.depth,
        factor.skipping(rows: part.lowerBound),
        panels + columns.lowerBound * b.depth, panelStride: b.panelStride,
        strata_target(
          start: c + cStart + part.lowerBound * ldc + columns.lowerBound, row_stride: ldc,
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
    } else if rows >= 2 * rowsOfPart {
      // Two parts a thread, or more: the last one to finish is then not far behind.
      let parts = max(2 * threads, rows / (8 * rowsOfPart))
      let each = max(rowsOfPart, (rows / parts + rowsOfPart - 1) / rowsOfPart * rowsOfPart)
      Threads.parallel((rows + each - 1) / each) { index in
        body(index * each..<min(rows, (index + 1) * each), 0..<columns)
      }
    } else {
      forEachPanelRange(columns) { body(0..<rows, $0) }
    }
  }

  /// A multiple of the heights of all tiles, 6 and 14.
  private static let rowsOfPart = 42

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

/// How the left factor lies in memory.
enum FactorLayout {
  /// Row-major rows × depth.
  case rows(leading: Int)
  /// Row-major depth × rows: the transpose of the factor.
  case columns(leading: Int)
  /// Panels of 16 along the depth: [depth / 16][rows][16], the panels `stride` numbers apart.
  case panels(stride: Int)

  /// The factor that begins at `start`.
  func factor(_ start: UnsafePointer<Float>) -> strata_factor {
    switch self {
    case .rows(let leading):
      strata_factor(start: start, row_stride: leading, column_stride: 1, segment: .max, segment_stride: 0)
    case .columns(let leading):
      strata_factor(start: start, row_stride: 1, column_stride: leading, segment: .max, segment_stride: 0)
    case .panels(let stride):
      strata_factor(
        start: start, row_stride: PackedProduct.panelWidth, column_stride: 1,
        segment: PackedProduct.panelWidth, segment_stride: stride)
    }
  }
}

extension strata_factor {
  /// The factor without its first rows.
  func skipping(rows: Int) -> strata_factor {
    var rest = self
    rest.start += rows * row_stride
    return rest
  }
}
