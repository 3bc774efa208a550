import Tensors

/// Unit-by-unit baselines of two representations with the same units: they see no change of basis.
///
/// For every row, of uncentred values: the cosine distance 1 − cos(x, y) and the Euclidean distance of x/‖x‖ and
/// y/‖y‖, both in [0, 2]; averaged over rows, and given as the similarity 1 − distance/2. A row of zeros counts as
/// orthogonal to any other.
public struct Baselines: Equatable, Sendable {
  /// 1 − half the mean cosine distance.
  public let cosine: Double
  /// 1 − half the mean Euclidean distance of rows of unit length.
  public let euclidean: Double
  /// The sum of each similarity over each block of rows; empty without blocks.
  let blockSums: [Measure: [Double]]

  /// Compares the rows of two sources with the same numbers of rows and units.
  ///
  /// - Throws: what the sources throw.
  public init(_ x: any RowSource, _ y: any RowSource) throws {
    precondition(
      x.rowCount == y.rowCount && x.unitCount == y.unitCount,
      "\(x.rowCount) × \(x.unitCount) compared with \(y.rowCount) × \(y.unitCount)")
    try self.init(x, y, lag: 0, blocks: nil)
  }

  /// Compares the rows of two sources with the same numbers of rows and units.
  init(_ x: any RowSource, _ y: any RowSource, lag: Int, blocks: RowBlocks?) throws {
    let n = Double(x.rowCount)
    var cosines: [Double] = []
    var distances: [Double] = []
    let ranges = blocks?.ranges ?? [0..<x.rowCount]
    for range in ranges {
      var sums = (cosine: 0.0, distance: 0.0)
      for chunk in RowBlocks.chunks(of: range, length: 2048) {
        let part = Self.sums(try x.rows(chunk), try y.rows(chunk, lag: lag))
        sums.cosine += part.cosine
        sums.distance += part.distance
      }
      cosines.append(sums.cosine)
      distances.append(sums.distance)
    }
    let meanCosine = cosines.reduce(0, +) / n
    let meanDistance = distances.reduce(0, +) / n
    cosine = (1 + meanCosine) / 2
    euclidean = 1 - meanDistance / 2
    blockSums =
      blocks == nil
      ? [:]
      : [
        .cosine: zip(ranges, cosines).map { (Double($0.count) + $1) / 2 },
        .euclidean: zip(ranges, distances).map { Double($0.count) - $1 / 2 },
      ]
  }

  private static func sums(_ x: Matrix<Double>, _ y: Matrix<Double>) -> (cosine: Double, distance: Double) {
    var sums = (cosine: 0.0, distance: 0.0)
    let a = x.elements.span
    let b = y.elements.span
    for row in 0..<x.rows {
      var xx = 0.0
      var yy = 0.0
      var xy = 0.0
      for i in row * x.columns..<(row + 1) * x.columns {
        xx += a[i] * a[i]
        yy += b[i] * b[i]
        xy += a[i] * b[i]
      }
      let cosine = xx > 0 && yy > 0 ? min(1, max(-1, xy / (xx * yy).squareRoot())) : 0
      sums.cosine += cosine
      sums.distance += (2 - 2 * cosine).squareRoot()
    }
    return sums
  }
}
