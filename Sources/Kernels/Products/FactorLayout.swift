import CKernels

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
