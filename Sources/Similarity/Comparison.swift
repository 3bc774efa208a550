public import Tensors

/// How two representations are compared.
public struct ComparisonOptions: Sendable {
  /// How many directions SVCCA keeps.
  public var svccaRule: SVCCARule = .singularValues
  /// The number of circular shifts of the null; none where 0.
  public var shifts = 5
  /// The number of consecutive rows that belong together: shifts and blocks are of whole windows.
  public var windowLength = 1
  /// The key of the bootstrap; no intervals where nil.
  public var intervalKey: RandomKey?
  /// The number of blocks that the bootstrap resamples; fewer where there are fewer windows.
  public var intervalBlocks = 64
  /// The number of bootstrap replicates.
  public var replicates = 200
  /// What is computed.
  ///
  /// With fewer than all, only their work is done; intervals and conventions need all.
  public var measures = Set(MeasuredPair.measures)
  /// Another code whose conventions the pair is recomputed in.
  public var convention: CCAConvention?

  /// Creates the default options.
  public init() {}

  /// Whether everything is computed: the default, and what intervals and conventions are parts of.
  var needsAllMeasures: Bool {
    intervalKey != nil || convention != nil || measures.isSuperset(of: MeasuredPair.measures)
  }
}

/// All that is known of the similarity of two representations: the object that `strata compare --json` prints.
///
/// Measures that were not asked for are nil, and have no key in JSON.
///
/// ```swift
/// let comparison = try Comparison.of(MatrixRows(x, name: "a"), MatrixRows(y, name: "b"))
/// print(comparison.procrustes ?? 0, comparison.null.formula.mean)
/// ```
public struct Comparison: Codable, Equatable, Sendable {
  /// The number of rows.
  public let observations: Int
  /// The numbers of units of both.
  public let units: [Int]
  /// The numbers of directions that vary.
  public let rank: [Int]
  /// The ratios of the largest to the smallest kept singular value.
  public let condition: [Double]
  /// Canonical correlations.
  public let cca: CCA?
  /// Canonical correlations of leading singular directions.
  public let svcca: SVCCA?
  /// Projection-weighted canonical correlations.
  public let pwcca: PWCCA?
  /// Centred kernel alignment.
  public let cka: CKA?
  /// The normalised Procrustes similarity.
  public let procrustes: Double?
  /// What unrelated data would give.
  public let null: Null
  /// 95 % block-bootstrap intervals, where they were asked for.
  public let interval: Intervals?
  /// The conventions of all this in words.
  public let definition: String
  /// The pair in the conventions of another code, where they were asked for.
  public let convention: ConventionScores?

  private enum CodingKeys: String, CodingKey {
    case observations, units, rank, condition, cca, svcca, pwcca, cka, procrustes, null, interval, definition
    case convention = "as"
  }

  /// Canonical correlations and their mean.
  public struct CCA: Codable, Equatable, Sendable {
    /// Over min(rank).
    public let mean: Double
    /// Largest first.
    public let coefficients: [Double]
  }

  /// SVCCA and its cut.
  public struct SVCCA: Codable, Equatable, Sendable {
    /// Over min(kept).
    public let mean: Double
    /// Directions kept on both sides.
    public let kept: [Int]
    /// The rule of the cut.
    public let rule: SVCCARule
  }

  /// PWCCA with both sides' weights.
  public struct PWCCA: Codable, Equatable, Sendable {
    /// With weights from x.
    public let xy: Double
    /// With weights from y.
    public let yx: Double
    /// Of both.
    public let mean: Double
  }

  /// Kernel alignment by kernel.
  public struct CKA: Codable, Equatable, Sendable {
    /// Of the linear kernel.
    public let linear: Double
  }

  /// The scores of unrelated data.
  public struct Null: Codable, Equatable, Sendable {
    /// Independent rows, by Wachter's law.
    public let formula: NullFormula
    /// Rows in time order shifted against each other.
    public let shifted: ShiftedNull?
  }

  /// 95 % intervals `[low, high]`.
  public struct Intervals: Codable, Equatable, Sendable {
    /// Of mean CCA.
    public let cca: Interval
    /// Of SVCCA.
    public let svcca: Interval
    /// Of the mean PWCCA.
    public let pwcca: Interval
    /// Of linear CKA.
    public let cka: Interval
    /// Of the Procrustes similarity.
    public let procrustes: Interval
    /// How many blocks were resampled.
    public let blocks: Int
    /// How often.
    public let replicates: Int
  }
}

extension Comparison {
  /// Compares two representations of the same inputs, row by row.
  ///
  /// - Throws: ``SimilarityError`` for data that cannot be compared, and what the sources throw.
  public static func of(
    _ x: any RowSource, _ y: any RowSource, options: ComparisonOptions = ComparisonOptions()
  ) throws -> Comparison {
    guard x.rowCount == y.rowCount else {
      throw SimilarityError.differentRows(x: x.name, rowsX: x.rowCount, y: y.name, rowsY: y.rowCount)
    }
    for source in [x, y] where source.rowCount < 2 || source.unitCount < 1 {
      throw SimilarityError.empty(source: source.name, rows: source.rowCount, units: source.unitCount)
    }
    guard x.rowCount - x.unitCount > y.unitCount else {
      throw SimilarityError.tooFewRows(
        rows: x.rowCount, x: x.name, unitsX: x.unitCount, y: y.name, unitsY: y.unitCount)
    }
    if !options.needsAllMeasures { return try chosen(x, y, options: options) }
    let wantsBlocks = options.intervalKey != nil
    let blocks =
      wantsBlocks
      ? RowBlocks(rows: x.rowCount, windowLength: options.windowLength, count: options.intervalBlocks) : nil
    return try of(
      PreparedRepresentation(x, blocks: blocks), PreparedRepresentation(y, blocks: blocks), options: options)
  }

  /// Compares two prepared representations; intervals need both prepared with the same blocks.
  public static func of(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, options: ComparisonOptions
  ) throws -> Comparison {
    let resampling = try resampling(x, y, options: options)
    let scores = try PairScores(x, y, rule: options.svccaRule, resampling: resampling)
    return Comparison(
      observations: x.rowCount, units: [x.unitCount, y.unitCount], rank: [x.rank, y.rank],
      condition: [x.condition, y.condition], cca: CCA(mean: scores.cca, coefficients: scores.coefficients),
      svcca: SVCCA(mean: scores.svcca, kept: scores.svccaKept, rule: options.svccaRule),
      pwcca: PWCCA(xy: scores.pwccaXY, yx: scores.pwccaYX, mean: scores.pwcca),
      cka: CKA(linear: scores.cka), procrustes: scores.procrustes,
      null: try null(x, y, options: options),
      interval: resampling.flatMap { intervals(scores, bootstrap: $0.x.bootstrap) },
      definition: definition(x, y), convention: try options.convention?.scores(x, y))
  }

  /// Compares by some measures alone, in one reading of both.
  private static func chosen(
    _ x: any RowSource, _ y: any RowSource, options: ComparisonOptions
  ) throws -> Comparison {
    var settings = MapOptions(measures: options.measures, svccaRule: options.svccaRule)
    settings.refusesMore = false
    settings.keepsCoefficients = true
    let map = try SimilarityMap([x], columns: [y], options: settings)
    let pair = map.pair(0, 0)
    let (x, y) = (map.rows[0], map.columns[0])
    return Comparison(
      observations: x.rowCount, units: [x.unitCount, y.unitCount], rank: [x.rank, y.rank],
      condition: [x.condition, y.condition],
      cca: pair.score(.cca).map { CCA(mean: $0, coefficients: pair.coefficients ?? []) },
      svcca: pair.score(.svcca).map {
        SVCCA(mean: $0, kept: pair.svccaKept ?? [], rule: options.svccaRule)
      },
      pwcca: pair.score(.pwcca).map {
        PWCCA(xy: pair.score(.pwcca, side: .x) ?? $0, yx: pair.score(.pwcca, side: .y) ?? $0, mean: $0)
      },
      cka: pair.score(.cka).map { CKA(linear: $0) }, procrustes: pair.score(.procrustes),
      null: try null(x, y, options: options), interval: nil, definition: definition(x, y), convention: nil)
  }

  private static func null(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, options: ComparisonOptions
  ) throws -> Null {
    let shifts = CircularShifts(rows: x.rowCount, windowLength: options.windowLength, count: options.shifts)
    return Null(
      formula: NullFormula(rows: x.rowCount, x: x.rank, y: y.rank),
      shifted: shifts.lags.isEmpty ? nil : try ShiftedNull(x, y, shifts: shifts))
  }

  /// What a reader must be warned of, one sentence each: too few rows for the numbers of units.
  public var warnings: [String] {
    SampleSize.warnings(rows: observations, units: units.max() ?? 0, null: null.formula.mean)
  }

  /// The samples of both sides, where intervals were asked for and there are blocks to resample.
  private static func resampling(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, options: ComparisonOptions
  ) throws -> PairScores.Resampling? {
    guard let key = options.intervalKey, let blocks = x.blocks, blocks == y.blocks, blocks.count > 1 else {
      return nil
    }
    let bootstrap = BlockBootstrap(blocks: blocks.count, replicates: options.replicates, key: key)
    return try PairScores.Resampling(
      x: ResampledRepresentation(x, bootstrap: bootstrap),
      y: ResampledRepresentation(y, bootstrap: bootstrap))
  }

  /// The intervals; nil where some sample of blocks had too few different rows for a score.
  private static func intervals(_ scores: PairScores, bootstrap: BlockBootstrap) -> Intervals? {
    func interval(_ measure: Measure) -> Interval? {
      guard let score = scores.score(measure), let replicates = scores.resampled?.of(measure) else {
        return nil
      }
      return Interval(of: score, replicates: replicates).clipped
    }
    guard let cca = interval(.cca), let svcca = interval(.svcca), let pwcca = interval(.pwcca),
      let cka = interval(.cka), let procrustes = interval(.procrustes)
    else { return nil }
    return Intervals(
      cca: cca, svcca: svcca, pwcca: pwcca, cka: cka, procrustes: procrustes, blocks: bootstrap.blocks,
      replicates: bootstrap.replicates)
  }

  private static func definition(_ x: PreparedRepresentation, _ y: PreparedRepresentation) -> String {
    let routes = x.route == y.route ? x.route.rawValue : "\(x.route.rawValue) and \(y.route.rawValue)"
    return
      "Rows are observations, columns units, both centred, in Float64 (route: \(routes)). Singular values "
      + "below max(rows, units)·2.2e-16 of the largest are dropped; means divide by the smaller rank. PWCCA weighs "
      + "by the projections of one side's units on its orthonormal canonical variates (Morcos et al. 2018). SVCCA "
      + "keeps the leading directions with 99 % of the singular values, or of their squares (variance). CKA is "
      + "linear; procrustes is the nuclear norm of X'Y over the Frobenius norms. Null: Wachter's law, and circular "
      + "shifts of whole windows. Interval: the mean ± 1.96 standard deviations of itself "
      + "on samples of contiguous blocks of rows (bootstrap)."
  }
}
