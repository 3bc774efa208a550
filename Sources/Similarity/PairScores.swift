import Tensors

/// The similarities of one pair of representations by every measure.
public struct PairScores: Equatable, Sendable {
  /// The canonical correlations, largest first; min(rank x, rank y) of them.
  public let coefficients: [Double]
  /// Their mean.
  public let cca: Double
  /// The mean canonical correlation of the leading singular directions.
  public let svcca: Double
  /// How many singular directions of x and of y SVCCA kept.
  public let svccaKept: [Int]
  /// PWCCA with the weights of x.
  public let pwccaXY: Double
  /// PWCCA with the weights of y.
  public let pwccaYX: Double
  /// Linear CKA.
  public let cka: Double
  /// The normalised Procrustes similarity ‖XᵀY‖∗ / (‖X‖_F ‖Y‖_F) of centred data.
  public let procrustes: Double
  /// The cosine and Euclidean baselines, where they were asked for and the sides have the same units.
  public let baselines: Baselines?
  /// The scores on samples of blocks of rows, for intervals; nil unless samples were given.
  public let resampled: ResampledScores?

  /// The mean of both sides' PWCCA.
  public var pwcca: Double { (pwccaXY + pwccaYX) / 2 }

  /// The score by a measure; PWCCA with the weights of `side`, and nil for a baseline that was not computed.
  public func score(_ measure: Measure, side: ProjectionSide = .both) -> Double? {
    switch measure {
    case .cca: cca
    case .svcca: svcca
    case .pwcca:
      switch side {
      case .x: pwccaXY
      case .y: pwccaYX
      case .both: pwcca
      }
    case .cka: cka
    case .procrustes: procrustes
    case .cosine: baselines?.cosine
    case .euclidean: baselines?.euclidean
    }
  }
}

/// Whose units weigh the canonical correlations in PWCCA.
public enum ProjectionSide: String, Codable, Sendable {
  /// The first representation's.
  case x
  /// The second representation's.
  case y
  /// The mean of both.
  case both
}

extension PairScores {
  /// Compares two prepared representations.
  ///
  /// - Parameters:
  ///   - x: the first, with more rows than units on both sides together.
  ///   - y: the second, with as many rows in the same order.
  ///   - rule: how many directions SVCCA keeps.
  ///   - lag: by how many rows `y` is shifted circularly, for a null.
  ///   - wantsBaselines: whether to compare unit with unit too, where the numbers of units agree.
  ///   - resampling: the samples of blocks of both sides, to be scored too; not of a
  ///     shifted pair, whose blocks do not meet.
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, rule: SVCCARule = .singularValues, lag: Int = 0,
    baselines wantsBaselines: Bool = false, resampling: Resampling? = nil
  ) throws {
    precondition(resampling == nil || lag == 0, "samples of blocks of a shifted pair")
    try Self.check(x, y)
    let name = "\(x.name) with \(y.name)"
    let cross = try CrossCovariance(x, y, lag: lag, wantsBlocks: resampling != nil)
    let canonical = try CanonicalCorrelation(cross.white, name: name)
    let kept = [
      rule.kept(x.singularValues, rank: x.rank), rule.kept(y.singularValues, rank: y.rank),
    ]
    let leading = try CanonicalCorrelation(
      cross.white.leading(rows: kept[0], columns: kept[1]), withVectors: false, name: name)
    let units = cross.units(x, y)
    let weightsX = ProjectionWeights(canonical, side: .x, loading: x.loading)
    let weightsY = ProjectionWeights(canonical, side: .y, loading: y.loading)

    coefficients = canonical.coefficients
    cca = canonical.mean
    svcca = leading.mean
    svccaKept = kept
    pwccaXY = weightsX.score(canonical)
    pwccaYX = weightsY.score(canonical)
    cka = Alignment.cka(units, x, y)
    procrustes = try Alignment.procrustes(units, x, y, name: name)
    let comparesUnits = wantsBaselines && x.unitCount == y.unitCount
    let baselines = comparesUnits ? try Baselines(x.source, y.source, lag: lag, blocks: x.blocks) : nil
    self.baselines = baselines
    resampled = try resampling.flatMap { resampling in
      try cross.blockScatters.map { blocks in
        try ResampledScores(
          resampling.x, resampling.y, crossBlocks: blocks, rule: rule, baselines: baselines)
      }
    }
  }

  /// The samples that a pair is scored on besides all rows, by the measures that both sides were drawn for.
  public struct Resampling: Sendable {
    let x: ResampledRepresentation
    let y: ResampledRepresentation

    /// Pairs the samples of both sides, of one bootstrap.
    public init(x: ResampledRepresentation, y: ResampledRepresentation) {
      self.x = x
      self.y = y
    }
  }

  /// Refuses pairs whose coefficients would mean nothing.
  ///
  /// - Throws: ``SimilarityError``.
  public static func check(_ x: PreparedRepresentation, _ y: PreparedRepresentation) throws(SimilarityError) {
    guard x.rowCount == y.rowCount else {
      throw .differentRows(x: x.name, rowsX: x.rowCount, y: y.name, rowsY: y.rowCount)
    }
    guard x.rowCount > x.unitCount + y.unitCount else {
      throw .tooFewRows(
        rows: x.rowCount, x: x.name, unitsX: x.unitCount, y: y.name, unitsY: y.unitCount)
    }
  }
}
