import Tensors

/// What belongs to one side of a comparison on every sample of blocks: made once for a side that meets many others.
public struct ResampledRepresentation: Sendable {
  /// The samples.
  public let bootstrap: BlockBootstrap
  let base: ResampledSide.Base
  private let moments: BlockMoments
  /// What can be asked of the samples.
  let measures: Set<Measure>
  private let kept: [ResampledSide]

  /// Draws the samples of a representation.
  ///
  /// - Parameters:
  ///   - representation: prepared with as many blocks as the bootstrap has.
  ///   - bootstrap: the draws.
  ///   - measures: what will be asked of the samples.
  ///   - keeping: whether all samples are computed now and kept: 24·units² bytes a replicate.
  /// - Throws: ``SimilarityError`` where a decomposition fails.
  public init(
    _ representation: PreparedRepresentation, bootstrap: BlockBootstrap,
    measures: Set<Measure> = Set(Measure.allCases), keeping: Bool = false
  ) throws {
    guard let moments = representation.blockMoments, moments.counts.count == bootstrap.blocks else {
      preconditionFailure("\(representation.name) was not prepared with \(bootstrap.blocks) blocks")
    }
    self.bootstrap = bootstrap
    self.moments = moments
    self.measures = measures
    let unit = 1 / Double(representation.rowCount - 1).squareRoot()
    let base = ResampledSide.Base(
      rank: representation.rank, loading: representation.loading,
      scales: representation.singularValues.prefix(representation.rank).map { $0 * unit },
      name: representation.name)
    self.base = base
    guard keeping else {
      kept = []
      return
    }
    let chunks = RowBlocks.chunks(of: 0..<bootstrap.replicates, length: 8)
    kept = try Concurrent.map(chunks.count) { chunk in
      try Self.draw(chunks[chunk], bootstrap, moments, base, measures)
    }.flatMap(\.self)
  }

  /// The number of rows of each block.
  var blockCounts: [Double] { moments.counts }

  /// The samples of a range of replicates.
  func samples(_ range: Range<Int>) throws -> [ResampledSide] {
    try kept.isEmpty ? Self.draw(range, bootstrap, moments, base, measures) : Array(kept[range])
  }

  private static func draw(
    _ range: Range<Int>, _ bootstrap: BlockBootstrap, _ moments: BlockMoments, _ base: ResampledSide.Base,
    _ measures: Set<Measure>
  ) throws -> [ResampledSide] {
    let weights = bootstrap.counts.rows(range)
    let scatters = weights.multiplied(by: moments.scatters)
    let sums = weights.multiplied(by: moments.sums)
    return try (0..<range.count).map { place in
      var rows = 0.0
      for (block, count) in moments.counts.enumerated() { rows += weights[place, block] * count }
      return try ResampledSide(
        base, rows: rows, sum: sums.rows(place..<place + 1).elements,
        scatter: Matrix(
          rows: base.rank, columns: base.rank, elements: scatters.rows(place..<place + 1).elements),
        measures: measures)
    }
  }
}

/// One side on one sample of blocks.
struct ResampledSide: Sendable {
  /// What the samples of a representation share.
  struct Base: Sendable {
    let rank: Int
    /// The units from the white coordinates, rank × units.
    let loading: Matrix<Double>
    /// The standard deviation of each singular direction.
    let scales: [Double]
    /// What messages call the representation.
    let name: String
  }

  let base: Base
  /// The number of rows.
  let rows: Double
  /// The sum of the rows in white coordinates.
  let sum: [Double]
  /// R of the scatter RᵀR in white coordinates; nil where the sample has fewer directions than the whole.
  let factor: CholeskyDecomposition?
  /// R·loading: the units from the coordinates that R whitens.
  let loading: Matrix<Double>
  /// The singular values of the sample's centred rows, largest first; empty where SVCCA was not asked for.
  let singularValues: [Double]
  /// Takes white coordinates to the sample's singular directions at unit norm, one a row.
  let toDirections: Matrix<Double>
  /// The trace and the Frobenius norm of the scatter of the units.
  let trace: Double
  let norm: Double

  init(_ base: Base, rows: Double, sum: [Double], scatter: Matrix<Double>, measures: Set<Measure>) throws {
    self.base = base
    self.rows = rows
    self.sum = sum
    var centred = scatter
    let row = Matrix(rows: 1, columns: base.rank, elements: sum)
    centred.add(productOf: row, row, transposeA: true, scale: -1 / rows)
    let units = centred.scalingRows(by: base.scales).scalingColumns(by: base.scales)
    trace = units.trace
    norm = units.inner(units).squareRoot()
    let wantsCanonical = !measures.isDisjoint(with: [.cca, .pwcca])
    factor = try Decomposition.naming(base.name) { () throws(TensorsError) in
      wantsCanonical ? try CholeskyDecomposition(centred) : nil
    }
    loading = factor.map { $0.r.multiplied(by: base.loading) } ?? Matrix(rows: 0, columns: 0)
    guard measures.contains(.svcca) else {
      singularValues = []
      toDirections = Matrix(rows: 0, columns: 0)
      return
    }
    let eigen = try Decomposition.naming(base.name) { () throws(TensorsError) in
      try SymmetricEigendecomposition(units)
    }
    let values = eigen.values.map { max(0, $0).squareRoot() }
    singularValues = values
    toDirections = eigen.vectors.scalingColumns(by: base.scales)
      .scalingRows(by: values.map { $0 > 0 ? 1 / $0 : 0 })
  }
}
