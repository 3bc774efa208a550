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
  /// Count and mean of the rows.
  public let centre: RunningMean
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

  /// How units become white coordinates and these units again.
  let basis: WhiteBasis
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
    let whole =
      try Decomposition(covarianceOf: moments, scatters: scatters, name: source.name)
      ?? Decomposition(rowsOf: source, moments: moments, blocks: blocks)
    self.init(
      source, centre: moments.centre, whole, blocks: blocks,
      blockMoments: blocks.map { _ in BlockMoments(parts, of: moments, whole) })
  }

  /// Prepares a representation whose moments are known already; its rows are read only where they need the QR route.
  ///
  /// - Throws: ``SimilarityError``, and what the source throws.
  init(_ source: any RowSource, moments: Moments) throws {
    let whole =
      try Decomposition(covarianceOf: moments, scatters: [], name: source.name)
      ?? Decomposition(rowsOf: source, moments: moments, blocks: nil)
    self.init(source, centre: moments.centre, whole, blocks: nil, blockMoments: nil)
  }

  private init(
    _ source: any RowSource, centre: RunningMean, _ whole: Decomposition, blocks: RowBlocks?,
    blockMoments: BlockMoments?
  ) {
    self.source = source
    self.centre = centre
    self.blocks = blocks
    self.blockMoments = blockMoments
    route = whole.route
    singularValues = whole.singularValues
    rank = whole.rank
    condition = whole.singularValues[0] / whole.singularValues[whole.rank - 1]
    basis = whole.basis
  }

  /// The number of rows.
  public var rowCount: Int { centre.count }
  /// The number of units.
  public var unitCount: Int { centre.units }
  /// What messages call the representation.
  public var name: String { source.name }

  /// The centred rows of a range in the frame, after a circular shift by `lag`.
  func framedRows(_ range: Range<Int>, lag: Int = 0) throws -> Matrix<Double> {
    let centred = centre.centred(try lag == 0 ? source.rows(range) : source.rows(range, lag: lag))
    return basis.frame.map { centred.multiplied(by: $0) } ?? centred
  }

  /// How many rows are read at a time.
  static func chunkLength(units: Int) -> Int { max(2048, 2 * units) }

  /// The units from the white coordinates, rank × units.
  var loading: Matrix<Double> { basis.loading }
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
