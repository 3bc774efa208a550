public import Tensors

/// How a map of similarities is computed.
public struct MapOptions: Sendable {
  /// The measures; only their work is done.
  public var measures: Set<Measure> { didSet { checkMeasures() } }
  /// How many directions SVCCA keeps.
  public var svccaRule: SVCCARule
  /// The bytes of memory that computing the map may take, the program and prepared representations included.
  ///
  /// Not counted are rows that sources hold in memory themselves, and what a representation takes beyond the others
  /// where its condition asks for the QR decomposition of its rows.
  public var memoryCeiling: Int
  /// Whether pairs keep their canonical correlations, as many as the smaller rank for each, which are not counted in
  /// ``memoryCeiling``.
  public var keepsCoefficients = false
  /// Whether a map that does not fit, however it is divided, is refused; else it takes what its smallest parts take.
  public var refusesMore = true

  /// 512 MiB.
  public static let usualMemoryCeiling = 512 << 20

  /// Creates options; a map is of at least one of ``MeasuredPair/measures``.
  public init(
    measures: Set<Measure> = [.pwcca], svccaRule: SVCCARule = .singularValues,
    memoryCeiling: Int = MapOptions.usualMemoryCeiling
  ) {
    self.measures = measures
    self.svccaRule = svccaRule
    self.memoryCeiling = memoryCeiling
    checkMeasures()
  }

  private func checkMeasures() {
    precondition(
      !measures.isEmpty && measures.isSubset(of: MeasuredPair.measures), "a map of the measures \(measures)")
  }
}

/// The similarities of every pair of representations of the same inputs: steps by steps, layers by layers, positions by
/// positions, or one run's by another's.
///
/// The rows of all representations are read together, chunk by chunk; each representation is decomposed once, and a pair
/// costs one product and one small decomposition. What does not fit under the memory ceiling is done in parts, which
/// read their representations again. Representations whose condition is above
/// ``PreparedRepresentation/greatestCovarianceCondition`` are whitened row by row before they are multiplied. The measures
/// are those of ``PairScores``: SVCCA of Raghu and others 2017, PWCCA of Morcos, Raghu and Bengio 2018.
///
/// ```swift
/// let map = try SimilarityMap(snapshots)
/// let pwcca = map.matrix(.pwcca)
/// ```
public struct SimilarityMap: Sendable {
  /// The representations of the rows.
  public let rows: [PreparedRepresentation]
  /// The representations of the columns; of a symmetric map those of the rows.
  public let columns: [PreparedRepresentation]
  /// The measures that it holds.
  public let measures: Set<Measure>
  private let pairs: [MeasuredPair]

  /// Computes a map from rows that are read.
  ///
  /// - Parameters:
  ///   - rows: the representations of the rows of the map, at least one.
  ///   - columns: those of its columns, with as many observations in the same order; nil for the same as the rows.
  ///   - options: measures and memory.
  /// - Throws: ``SimilarityError`` for representations that cannot be compared or do not fit into the memory, and what
  ///   the sources throw.
  public init(_ rows: [any RowSource], columns: [any RowSource]? = nil, options: MapOptions = MapOptions())
    throws
  {
    try self.init(
      rows.map { MapEngine.Item(source: $0) }, columns: columns?.map { MapEngine.Item(source: $0) },
      options: options)
  }

  /// Computes a map of representations that are prepared already.
  ///
  /// - Parameters:
  ///   - rows: the representations of the rows of the map, at least one.
  ///   - columns: those of its columns; nil for the same as the rows.
  ///   - lag: by how many rows the columns' observations are shifted circularly, for a null.
  ///   - options: measures and memory.
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(
    prepared rows: [PreparedRepresentation], columns: [PreparedRepresentation]? = nil, lag: Int = 0,
    options: MapOptions = MapOptions()
  ) throws {
    let others = columns ?? (lag == 0 ? nil : rows)
    try self.init(
      rows.map { MapEngine.Item(source: $0.source, prepared: $0) },
      columns: others?.map { MapEngine.Item(source: $0.source, lag: lag, prepared: $0) }, options: options)
  }

  private init(_ rows: [MapEngine.Item], columns: [MapEngine.Item]?, options: MapOptions) throws {
    precondition(!rows.isEmpty && columns?.isEmpty != true, "a map without rows or columns")
    var engine = try MapEngine(rows: rows, columns: columns, options: options)
    try engine.run()
    self.rows = engine.prepared(0..<rows.count)
    self.columns =
      columns == nil ? self.rows : engine.prepared(rows.count..<rows.count + (columns?.count ?? 0))
    measures = options.measures
    pairs = engine.pairs
  }

  /// What is known of the pair in row `i` and column `j`.
  public func pair(_ i: Int, _ j: Int) -> MeasuredPair { pairs[i * columns.count + j] }

  /// The scores by a measure, rows × columns; nil where it was not asked for.
  ///
  /// PWCCA in row i and column j has the weights of `side`, the column's representation unless another is asked for:
  /// along a row, the weights change; down a column, they are the same.
  public func matrix(_ measure: Measure, side: ProjectionSide = .y) -> Matrix<Double>? {
    let scores = pairs.compactMap { $0.score(measure, side: side) }
    guard scores.count == pairs.count else { return nil }
    return Matrix(rows: rows.count, columns: columns.count, elements: scores)
  }

  /// What unrelated data would give by mean CCA and PWCCA, by Wachter's law, rows × columns.
  public var nullFormula: Matrix<Double> {
    var known: [[Int]: Double] = [:]
    var values: [Double] = []
    for x in rows {
      for y in columns {
        let ranks = [min(x.rank, y.rank), max(x.rank, y.rank)]
        let mean = known[ranks] ?? NullFormula(rows: x.rowCount, x: ranks[0], y: ranks[1]).mean
        known[ranks] = mean
        values.append(mean)
      }
    }
    return Matrix(rows: rows.count, columns: columns.count, elements: values)
  }

  /// The number of observations.
  public var observations: Int { rows[0].rowCount }

  /// What a reader must be warned of, one sentence each: too few observations for the numbers of units.
  public var warnings: [String] {
    SampleSize.warnings(
      rows: observations, units: (rows + columns).map(\.unitCount).max() ?? 0,
      null: nullFormula.elements.max() ?? 1)
  }
}
