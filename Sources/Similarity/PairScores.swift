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
  /// What each block of rows adds to each score at first order; empty unless both sides were prepared with blocks.
  public let influences: Influences

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
  ///   - baselines: whether to compare unit with unit too, where the numbers of units agree.
  /// - Throws: ``SimilarityError``, and what the sources throw.
  public init(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, rule: SVCCARule = .singularValues, lag: Int = 0,
    baselines wantsBaselines: Bool = false
  ) throws {
    try Self.check(x, y)
    let name = "\(x.name) with \(y.name)"
    let cross = try CrossCovariance(x, y, lag: lag)
    let canonical = try CanonicalCorrelation(cross.white, name: name)
    let kept = [
      rule.kept(x.singularValues, rank: x.rank), rule.kept(y.singularValues, rank: y.rank),
    ]
    let wantsInfluences = cross.blockScatters != nil
    let leading = try CanonicalCorrelation(
      cross.white.leading(rows: kept[0], columns: kept[1]), withVectors: wantsInfluences, name: name)
    let units = cross.units(x, y)
    let alignment = try Alignment(units, x, y, withVectors: wantsInfluences, name: name)
    let weightsX = ProjectionWeights(canonical, side: .x, loading: x.loading)
    let weightsY = ProjectionWeights(canonical, side: .y, loading: y.loading)

    coefficients = canonical.coefficients
    cca = canonical.mean
    svcca = leading.mean
    svccaKept = kept
    pwccaXY = weightsX.score(canonical)
    pwccaYX = weightsY.score(canonical)
    cka = alignment.cka
    procrustes = alignment.procrustes
    let comparesUnits = wantsBaselines && x.unitCount == y.unitCount
    baselines = comparesUnits ? try Baselines(x.source, y.source, lag: lag, blocks: x.blocks) : nil
    influences =
      wantsInfluences
      ? Influences(
        x, y, cross: cross, canonical: canonical, leading: leading, weights: [weightsX, weightsY],
        alignment: alignment, baselines: baselines)
      : Influences(blocks: 0)
  }

  /// Refuses pairs whose coefficients would mean nothing.
  static func check(_ x: PreparedRepresentation, _ y: PreparedRepresentation) throws(SimilarityError) {
    guard x.rowCount == y.rowCount else {
      throw .differentRows(x: x.name, rowsX: x.rowCount, y: y.name, rowsY: y.rowCount)
    }
    guard x.rowCount > x.unitCount + y.unitCount else {
      throw .tooFewRows(
        rows: x.rowCount, x: x.name, unitsX: x.unitCount, y: y.name, unitsY: y.unitCount)
    }
  }
}
