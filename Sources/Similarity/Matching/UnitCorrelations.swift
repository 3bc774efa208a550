public import Tensors

/// Pearson's correlation of every unit of one representation with every unit of another, over the same rows.
public struct UnitCorrelations: Equatable, Sendable {
  /// The correlations, units of x × units of y, in [−1, 1]; 0 where one of the two never changes.
  public let values: Matrix<Double>
  /// Which units of x change over the rows.
  public let variesX: [Bool]
  /// Which units of y change over the rows.
  public let variesY: [Bool]

  /// Reads both representations twice, in Float64.
  ///
  /// - Throws: ``SimilarityError``: `empty` for fewer than two rows, `differentRows` or `notFinite`; and what the sources
  ///   throw.
  public init(_ x: any RowSource, _ y: any RowSource) throws {
    for source in [x, y] where source.rowCount < 2 || source.unitCount < 1 {
      throw SimilarityError.empty(source: source.name, rows: source.rowCount, units: source.unitCount)
    }
    guard x.rowCount == y.rowCount else {
      throw SimilarityError.differentRows(x: x.name, rowsX: x.rowCount, y: y.name, rowsY: y.rowCount)
    }
    let own = try MomentsPass(source: x, blocks: nil).run().0
    let other = try MomentsPass(source: y, blocks: nil).run().0
    var products = Matrix<Double>(rows: x.unitCount, columns: y.unitCount)
    let length = PreparedRepresentation.chunkLength(units: max(x.unitCount, y.unitCount))
    for chunk in RowBlocks.chunks(of: 0..<x.rowCount, length: length) {
      products.add(
        productOf: own.centre.centred(try x.rows(chunk)), other.centre.centred(try y.rows(chunk)),
        transposeA: true)
    }
    let (rootsX, rootsY) = (Self.roots(own), Self.roots(other))
    variesX = rootsX.map { $0 > 0 }
    variesY = rootsY.map { $0 > 0 }
    var values = products.scalingRows(by: rootsX.map { $0 > 0 ? 1 / $0 : 0 })
      .scalingColumns(by: rootsY.map { $0 > 0 ? 1 / $0 : 0 })
    for i in 0..<values.rows {
      // Rounding can leave a correlation a few ulps outside.
      for j in 0..<values.columns { values[i, j] = min(1, max(-1, values[i, j])) }
    }
    self.values = values
  }

  /// The root of each unit's sum of squares about its mean.
  private static func roots(_ moments: Moments) -> [Double] {
    (0..<moments.units).map { moments.scatter[$0, $0].squareRoot() }
  }
}
