public import Tensors

/// A representation with the work that belongs to one side of a comparison done: prepare once, compare many times.
///
/// The centred data X (rows × units) have covariance C = XᵀX/(n − 1). Where the condition, the ratio of the largest
/// to the smallest singular value of X, is below 10⁴, everything comes from C in Float64. Elsewhere squaring the
/// data would cost too many digits, and an orthogonal decomposition of the rows themselves gives the singular
/// values; the rows are then read again for every pair, and whitened before they are multiplied.
public struct PreparedRepresentation: Sendable {
  /// How the decomposition was computed.
  public enum Route: String, Codable, Sendable {
    /// From the Float64 covariance.
    case covariance
    /// From a QR decomposition of the rows.
    case qr
  }

  /// Above this condition the rows are decomposed instead of their covariance.
  public static let greatestCovarianceCondition = 1e4

  /// The rows.
  public let source: any RowSource
  /// Count, mean and scatter of the rows.
  public let moments: Moments
  /// How the decomposition was computed.
  public let route: Route
  /// The singular values of the centred data, largest first, one a unit or a kept direction.
  public let singularValues: [Double]
  /// The number of singular values of at least max(n, units)·ε·σmax.
  public let rank: Int
  /// The ratio of the largest to the smallest kept singular value.
  public let condition: Double
  /// The blocks of rows that intervals resample, if any.
  public let blocks: RowBlocks?

  /// Takes units to the coordinates in which rows are multiplied: units × rank, or nil for the units themselves.
  let frame: Matrix<Double>?
  /// Takes the frame to white coordinates of unit variance, in the order of the singular values; nil for identity.
  let whitening: Matrix<Double>?
  /// The units from the white coordinates, rank × units: row i is singular value i, over √(n − 1), times its
  /// direction.
  let loading: Matrix<Double>
  /// The moments of each block, for intervals; nil without blocks.
  let blockMoments: BlockMoments?

  /// Reads and decomposes a representation.
  ///
  /// - Parameters:
  ///   - source: at least two rows of at least one unit.
  ///   - blocks: the blocks of rows for intervals; nil saves the memory of one units × units matrix a block.
  /// - Throws: ``SimilarityError`` for data that cannot be compared, and what the source throws.
  public init(_ source: any RowSource, blocks: RowBlocks? = nil) throws {
    guard source.rowCount > 1, source.unitCount > 0 else {
      throw SimilarityError.empty(source: source.name, rows: source.rowCount, units: source.unitCount)
    }
    let pass = MomentsPass(source: source, blocks: blocks)
    let (moments, parts, scatters) = try pass.run()
    let whole: Decomposition
    if let covariance = try Decomposition(covarianceOf: moments, scatters: scatters, name: source.name) {
      whole = covariance
    } else {
      whole = try Decomposition(rowsOf: source, moments: moments, blocks: blocks)
    }
    self.source = source
    self.moments = moments
    self.blocks = blocks
    route = whole.route
    singularValues = whole.singularValues
    rank = whole.rank
    condition = whole.singularValues[0] / whole.singularValues[whole.rank - 1]
    frame = whole.frame
    whitening = whole.whitening
    loading = whole.loading
    blockMoments = blocks.map { _ in BlockMoments(parts, of: moments, whole) }
  }

  /// The number of rows.
  public var rowCount: Int { moments.count }
  /// The number of units.
  public var unitCount: Int { moments.units }
  /// What messages call the representation.
  public var name: String { source.name }

  /// The centred rows of a range in the frame, after a circular shift by `lag`.
  func framedRows(_ range: Range<Int>, lag: Int = 0) throws -> Matrix<Double> {
    let centred = moments.centred(try lag == 0 ? source.rows(range) : source.rows(range, lag: lag))
    return frame.map { centred.multiplied(by: $0) } ?? centred
  }

  /// How many rows are read at a time.
  static func chunkLength(units: Int) -> Int { max(2048, 2 * units) }
}

/// The first reading of a representation.
struct MomentsPass {
  let source: any RowSource
  let blocks: RowBlocks?

  /// The moments of all rows and of each block, and each block's scatter about the common mean.
  func run() throws -> (Moments, [Moments], [Matrix<Double>]) {
    var total = Moments(units: source.unitCount)
    var parts: [Moments] = []
    for range in blocks?.ranges ?? [0..<source.rowCount] {
      let part = try moments(of: range)
      total.merge(part)
      if blocks != nil { parts.append(part) }
    }
    let mean = total.mean
    let scatters = parts.map { part in
      var scatter = part.scatter
      let delta = Matrix(rows: 1, columns: total.units, elements: zip(part.mean, mean).map { $0 - $1 })
      scatter.add(productOf: delta, delta, transposeA: true, scale: Double(part.count))
      return scatter
    }
    return (total, parts, scatters)
  }

  private func moments(of range: Range<Int>) throws -> Moments {
    var part = Moments(units: source.unitCount)
    let length = PreparedRepresentation.chunkLength(units: source.unitCount)
    for chunk in RowBlocks.chunks(of: range, length: length) {
      do {
        try part.add(try source.rows(chunk))
      } catch TensorsError.notFinite(let row, let column, let value) {
        throw SimilarityError.notFinite(
          source: source.name, row: range.lowerBound + row, column: column, value: value)
      }
    }
    return part
  }
}
