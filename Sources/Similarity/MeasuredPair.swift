import Tensors

/// The similarities of a pair by the measures that were asked for; the others are nil and cost nothing.
public struct MeasuredPair: Equatable, Sendable {
  /// The canonical correlations, largest first, where mean CCA was asked for.
  public private(set) var coefficients: [Double]?
  /// How many singular directions of x and of y SVCCA kept.
  public private(set) var svccaKept: [Int]?
  private var scores: [Measure: Double] = [:]
  private var pwcca: Weighted?

  /// PWCCA with the weights of x and with those of y.
  private struct Weighted: Equatable, Sendable {
    var x: Double
    var y: Double
  }

  /// The measures that pairs of a map can be scored by: all but those that compare unit with unit.
  public static let measures: [Measure] = [.cca, .svcca, .pwcca, .cka, .procrustes]

  /// Scores a pair by its cross covariance.
  ///
  /// - Throws: ``SimilarityError`` where a decomposition fails.
  init(
    _ cross: CrossCovariance, _ x: PreparedRepresentation, _ y: PreparedRepresentation,
    measures: Set<Measure>, rule: SVCCARule
  ) throws(SimilarityError) {
    let name = "\(x.name) with \(y.name)"
    if measures.contains(.pwcca) {
      let canonical = try CanonicalScores(cross, x, y)
      if measures.contains(.cca) {
        coefficients = canonical.coefficients
        scores[.cca] = canonical.cca
      }
      pwcca = Weighted(x: canonical.pwccaXY, y: canonical.pwccaYX)
    } else if measures.contains(.cca) {
      let canonical = try CanonicalCorrelation(cross.white, withVectors: false, name: name)
      coefficients = canonical.coefficients
      scores[.cca] = canonical.mean
    }
    if measures.contains(.svcca) {
      let kept = [
        rule.kept(x.singularValues, rank: x.rank), rule.kept(y.singularValues, rank: y.rank),
      ]
      let leading = cross.white.leading(rows: kept[0], columns: kept[1])
      scores[.svcca] = try CanonicalCorrelation(leading, withVectors: false, name: name).mean
      svccaKept = kept
    }
    if measures.contains(.cka) || measures.contains(.procrustes) {
      let units = cross.units(x, y)
      if measures.contains(.cka) { scores[.cka] = Alignment.cka(units, x, y) }
      if measures.contains(.procrustes) {
        scores[.procrustes] = try Alignment.procrustes(units, x, y, name: name)
      }
    }
  }

  /// The score by a measure, PWCCA with the weights of `side`; nil where it was not asked for.
  public func score(_ measure: Measure, side: ProjectionSide = .both) -> Double? {
    guard measure == .pwcca else { return scores[measure] }
    guard let pwcca else { return nil }
    return switch side {
    case .x: pwcca.x
    case .y: pwcca.y
    case .both: (pwcca.x + pwcca.y) / 2
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
