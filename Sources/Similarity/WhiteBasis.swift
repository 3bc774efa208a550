import Tensors

/// How a representation's units become white coordinates, uncorrelated and of unit variance, and units again.
///
/// White coordinates stand in the order of the singular values. Rows are multiplied in a frame, the units themselves
/// where their covariance is well conditioned, and what is left to do is done on the small products.
enum WhiteBasis: Sendable {
  /// By the covariance C = Wᵀ·diag(r²)·W: white are the units times Wᵀ·diag(1/r); W is rank × units.
  case units(directions: Matrix<Double>, roots: [Double])
  /// By the rows: white are the units times `frame`, units × rank; `loading`, rank × units, leads back.
  case rows(frame: Matrix<Double>, loading: Matrix<Double>)

  /// What rows are multiplied by before they are multiplied with others: units × rank, or nil for the units themselves.
  var frame: Matrix<Double>? {
    switch self {
    case .units: nil
    case .rows(let frame, _): frame
    }
  }

  /// Takes units to white coordinates, units × rank.
  var whitening: Matrix<Double> {
    switch self {
    case .units(let directions, let roots): directions.scalingRows(by: roots.map { 1 / $0 }).transposed
    case .rows(let frame, _): frame
    }
  }

  /// Takes white coordinates to units, rank × units: row i is singular value i, over √(n − 1), times its direction.
  var loading: Matrix<Double> {
    switch self {
    case .units(let directions, let roots): directions.scalingRows(by: roots)
    case .rows(_, let loading): loading
    }
  }

  /// White coordinates of the rows of `matrix`, which are coordinates of the frame: rank × its columns.
  func whiteRows(_ matrix: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .units(let directions, let roots):
      directions.multiplied(by: matrix).scalingRows(by: roots.map { 1 / $0 })
    case .rows: matrix
    }
  }

  /// White coordinates of the columns of `matrix`, which are coordinates of the frame: its rows × rank.
  func whiteColumns(_ matrix: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .units(let directions, let roots):
      matrix.multiplied(by: directions, transposeOther: true).scalingColumns(by: roots.map { 1 / $0 })
    case .rows: matrix
    }
  }
}
