import CKernels

/// A matrix B of depth × columns, cut into panels of 16 columns: the right factor of ``PackedProduct``.
///
/// A panel holds its columns as [depth][16], 0 beyond the last one. Packing costs one pass over the matrix; a packed
/// one serves any number of products.
public struct PackedMatrix: Sendable {
  /// The number of rows: what a product sums over.
  public private(set) var depth = 0
  /// The number of columns.
  public private(set) var columns = 0
  /// The panels one after the other, and perhaps numbers of a larger matrix after them.
  private(set) var panels: [Float] = []

  /// Creates a matrix of no rows.
  public init() {}

  /// The numbers between the beginnings of two panels.
  var panelStride: Int { depth * PackedProduct.panelWidth }
  /// The number of panels.
  var panelCount: Int { PackedProduct.panelCount(columns) }

  /// Packs a row-major matrix: B(k, j) = matrix[start + k·leading + j].
  public mutating func pack(
    _ matrix: [Float], start: Int = 0, depth: Int, columns: Int, leading: Int
  ) {
    precondition(start >= 0 && depth >= 0 && columns >= 0, "packing \(depth) × \(columns) from \(start)")
    precondition(
      leading >= columns && matrix.count >= start + (depth - 1) * leading + columns,
      "packing \(depth) × \(columns) from \(matrix.count) numbers")
    reserve(depth, columns)
    Self.pack(matrix, start, leading, depth, columns, &panels, strata_pack_panels, columnStride: 1)
  }

  /// Packs the transpose of a row-major matrix: B(k, j) = matrix[start + j·leading + k].
  public mutating func pack(
    transposed matrix: [Float], start: Int = 0, depth: Int, columns: Int, leading: Int
  ) {
    precondition(start >= 0 && depth >= 0 && columns >= 0, "packing \(depth) × \(columns) from \(start)")
    precondition(
      leading >= depth && matrix.count >= start + (columns - 1) * leading + depth,
      "packing \(depth) × \(columns) from \(matrix.count) numbers")
    reserve(depth, columns)
    Self.pack(
      matrix, start, leading, depth, columns, &panels, strata_pack_panels_transposed, columnStride: leading)
  }

  private mutating func reserve(_ depth: Int, _ columns: Int) {
    self.depth = depth
    self.columns = columns
    let count = panelCount * panelStride
    if panels.count < count { panels = [Float](repeating: 0, count: count) }
  }

  private static func pack(
    _ matrix: UnsafePointer<Float>, _ start: Int, _ leading: Int, _ depth: Int, _ columns: Int,
    _ panels: UnsafeMutablePointer<Float>,
    _ packPanels: (Int, Int, UnsafePointer<Float>?, Int, UnsafeMutablePointer<Float>?) -> Void,
    columnStride: Int
  ) {
    let width = PackedProduct.panelWidth
    Threads.parallel(PackedProduct.panelCount(columns)) { panel in
      let first = panel * width
      packPanels(
        depth, min(width, columns - first), matrix + start + first * columnStride, leading,
        panels + first * depth)
    }
  }
}
