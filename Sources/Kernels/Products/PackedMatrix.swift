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
  private(set) var panels = PanelBuffer()

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
    pack(matrix, start, depth: depth, columns: columns, rowStride: leading, columnStride: 1)
  }

  /// Packs the transpose of a row-major matrix: B(k, j) = matrix[start + j·leading + k].
  public mutating func pack(
    transposed matrix: [Float], start: Int = 0, depth: Int, columns: Int, leading: Int
  ) {
    pack(matrix, start, depth: depth, columns: columns, rowStride: 1, columnStride: leading)
  }

  private mutating func pack(
    _ matrix: [Float], _ start: Int, depth: Int, columns: Int, rowStride: Int, columnStride: Int
  ) {
    precondition(start >= 0 && depth >= 0 && columns >= 0, "packing \(depth) × \(columns) from \(start)")
    let last = start + (depth - 1) * rowStride + (columns - 1) * columnStride
    precondition(
      depth == 0 || columns == 0 || last < matrix.count,
      "packing \(depth) × \(columns) from \(matrix.count) numbers")
    self.depth = depth
    self.columns = columns
    panels.grow(to: panelCount * panelStride)
    panels.write {
      Self.pack(depth, columns, matrix, start, rowStride: rowStride, columnStride: columnStride, $0)
    }
  }

  /// Packs panels on all threads.
  static func pack(
    _ depth: Int, _ columns: Int, _ matrix: UnsafePointer<Float>, _ start: Int, rowStride: Int,
    columnStride: Int, _ panels: UnsafeMutablePointer<Float>
  ) {
    let width = PackedProduct.panelWidth
    Threads.parallel(PackedProduct.panelCount(columns)) { panel in
      let first = panel * width
      strata_pack_panel(
        depth, min(width, columns - first), matrix + start + first * columnStride, rowStride, columnStride,
        panels + first * depth)
    }
  }
}
