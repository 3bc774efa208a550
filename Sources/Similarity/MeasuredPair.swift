import Tensors

/// The similarities of a pair by the measures that were asked for; the others are nil and cost nothing.
public struct MeasuredPair: Equatable, Sendable {
  /// The canonical correlations, largest first, where they were to be kept.
  public private(set) var coefficients: [Double]?
  /// How many singular directions of x and of y SVCCA kept.
  public private(set) var svccaKept: [Int]?
  private var cca: Double?
  private var svcca: Double?
  private var cka: Double?
  private var procrustes: Double?
  private var pwcca: Weighted?

  /// PWCCA with the weights of x and with those of y.
  private struct Weighted: Equatable, Sendable {
    var x: Double
    var y: Double

    func score(_ side: ProjectionSide) -> Double {
      switch side {
      case .x: x
      case .y: y
      case .both: (x + y) / 2
      }
    }
  }

  /// The measures that pairs of a map can be scored by: all but those that compare unit with unit.
  public static let measures: [Measure] = [.cca, .svcca, .pwcca, .cka, .procrustes]

  /// Scores a pair by its cross covariance.
  ///
  /// - Throws: ``SimilarityError`` where a decomposition fails.
  init(
    _ cross: CrossCovariance, _ x: PreparedRepresentation, _ y: PreparedRepresentation,
    options: MapOptions
  ) throws(SimilarityError) {
    let name = "\(x.name) with \(y.name)"
    let (measures, rule) = (options.measures, options.svccaRule)
    let keepsCoefficients = options.keepsCoefficients
    if measures.contains(.pwcca) {
      let canonical = try CanonicalScores(cross, x, y)
      coefficients = keepsCoefficients ? canonical.coefficients : nil
      cca = measures.contains(.cca) ? canonical.cca : nil
      pwcca = Weighted(x: canonical.pwccaXY, y: canonical.pwccaYX)
    } else if measures.contains(.cca) {
      let canonical = try CanonicalCorrelation(cross.white, withVectors: false, name: name)
      coefficients = keepsCoefficients ? canonical.coefficients : nil
      cca = canonical.mean
    }
    if measures.contains(.svcca) {
      let kept = [
        rule.kept(x.singularValues, rank: x.rank), rule.kept(y.singularValues, rank: y.rank),
      ]
      let leading = cross.white.leading(rows: kept[0], columns: kept[1])
      svcca = try CanonicalCorrelation(leading, withVectors: false, name: name).mean
      svccaKept = kept
    }
    if measures.contains(.cka) || measures.contains(.procrustes) {
      let units = cross.units(x, y)
      if measures.contains(.cka) { cka = Alignment.cka(units, x, y) }
      if measures.contains(.procrustes) {
        procrustes = try Alignment.procrustes(units, x, y, name: name)
      }
    }
  }

  /// The score by a measure, PWCCA with the weights of `side`; nil where it was not asked for.
  public func score(_ measure: Measure, side: ProjectionSide = .both) -> Double? {
    switch measure {
    case .cca: cca
    case .svcca: svcca
    case .pwcca: pwcca?.score(side)
    case .cka: cka
    case .procrustes: procrustes
    case .cosine, .euclidean: nil
    }
  }

  /// The same pair with its sides exchanged.
  var swapped: MeasuredPair {
    var result = self
    result.svccaKept = svccaKept.map { $0.reversed() }
    result.pwcca = pwcca.map { Weighted(x: $0.y, y: $0.x) }
    return result
  }
}
