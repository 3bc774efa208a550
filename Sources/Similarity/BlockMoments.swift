import Tensors

/// The moments of each block of rows, which samples of blocks add up.
struct BlockMoments: Equatable, Sendable {
  /// The number of rows of each block.
  let counts: [Double]
  /// The sum of each block's centred rows in white coordinates, blocks × rank.
  let sums: Matrix<Double>
  /// Each block's scatter about the common mean in white coordinates, blocks × rank².
  let scatters: Matrix<Double>

  /// Takes the moments of blocks to white coordinates.
  ///
  /// - Parameters:
  ///   - parts: each block's moments of the units.
  ///   - whole: the moments of all rows.
  ///   - decomposition: how units become white.
  init(_ parts: [Moments], of whole: Moments, _ decomposition: Decomposition) {
    let rank = decomposition.rank
    let mean = whole.mean
    let toWhite = decomposition.basis.whitening
    counts = parts.map { Double($0.count) }
    let unitSums = Matrix(
      rows: parts.count, columns: whole.units,
      elements: parts.flatMap { part in zip(part.mean, mean).map { ($0 - $1) * Double(part.count) } })
    sums = unitSums.multiplied(by: toWhite)
    var white: [Double] = []
    white.reserveCapacity(parts.count * rank * rank)
    for scatter in decomposition.blockScatters {
      white.append(
        contentsOf: decomposition.basis.whiteColumns(decomposition.basis.whiteRows(scatter)).elements)
    }
    scatters = Matrix(rows: parts.count, columns: rank * rank, elements: white)
  }
}
