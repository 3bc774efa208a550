import Tensors

/// The cross covariance of two prepared representations, from one reading of both.
struct CrossCovariance {
  /// FxᵀFy/(n − 1) of the rows in their frames.
  let framed: Matrix<Double>
  /// The same with white coordinates of x, rank × units or rank of y's frame.
  let left: Matrix<Double>
  /// The same in white coordinates of both, rank × rank: its singular values are the canonical correlations.
  let white: Matrix<Double>
  /// Each block's part of ZxᵀZy in white coordinates, one a row; nil unless both sides have the same blocks.
  let blockScatters: Matrix<Double>?

  /// Takes a covariance of the rows in their frames to white coordinates.
  init(framed: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation) {
    self.framed = framed
    left = x.basis.whiteRows(framed)
    white = y.basis.whiteColumns(left)
    blockScatters = nil
  }

  /// Multiplies the rows of `x` with those of `y`, after a circular shift of `y` by `lag` rows.
  init(_ x: PreparedRepresentation, _ y: PreparedRepresentation, lag: Int = 0, wantsBlocks: Bool = false)
    throws
  {
    let columns = y.basis.frame?.columns ?? y.unitCount
    let rows = x.basis.frame?.columns ?? x.unitCount
    let blocks = wantsBlocks && x.blocks == y.blocks ? x.blocks : nil
    let length = PreparedRepresentation.chunkLength(units: max(x.unitCount, y.unitCount))
    var total = Matrix<Double>(rows: rows, columns: columns)
    var scatters: [Double] = []
    for range in blocks?.ranges ?? [0..<x.rowCount] {
      var scatter = Matrix<Double>(rows: rows, columns: columns)
      for chunk in RowBlocks.chunks(of: range, length: length) {
        scatter.add(
          productOf: try x.framedRows(chunk), try y.framedRows(chunk, lag: lag), transposeA: true)
      }
      total.add(scatter)
      if blocks != nil { scatters.append(contentsOf: Self.white(scatter, x, y).elements) }
    }
    let framed = total.scaled(by: 1 / Double(x.rowCount - 1))
    self.framed = framed
    left = x.basis.whiteRows(framed)
    white = y.basis.whiteColumns(left)
    blockScatters = blocks.map { Matrix(rows: $0.count, columns: x.rank * y.rank, elements: scatters) }
  }

  private static func white(
    _ framed: Matrix<Double>, _ x: PreparedRepresentation, _ y: PreparedRepresentation
  ) -> Matrix<Double> {
    y.basis.whiteColumns(x.basis.whiteRows(framed))
  }

  /// M·Ly, rank x × units of y, or Mᵀ·Lx for the other side: the covariance of one side's white coordinates with the
  /// other's units.
  func loaded(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, onto side: ProjectionSide
  ) -> Matrix<Double> {
    if side == .x {
      return x.basis.frame == nil
        ? y.basis.whiteColumns(framed).transposed : white.multiplied(by: x.loading, transposeSelf: true)
    }
    return y.basis.frame == nil ? left : white.multiplied(by: y.loading)
  }

  /// The covariance of the units themselves, units × units.
  func units(_ x: PreparedRepresentation, _ y: PreparedRepresentation) -> Matrix<Double> {
    let left = x.basis.frame == nil ? framed : x.loading.multiplied(by: framed, transposeSelf: true)
    return y.basis.frame == nil ? left : left.multiplied(by: y.loading)
  }
}
