public import Tensors

/// What rounding stored states does to the similarity measures.
public enum RoundingEffect {
  /// How far the stored states fall short of similarity 1 with the exact ones, by measure.
  ///
  /// The greatest shortfall of a single canonical correlation is under `cca_coefficient`; it is what grows first,
  /// because CCA gives weak directions the same weight as strong ones.
  ///
  /// - Parameters:
  ///   - exact: rows × units as computed.
  ///   - stored: the same as read back.
  /// - Returns: nothing where there are too few rows or no unit varies, since there is nothing to compare then.
  public static func measure(exact: Matrix<Float>, stored: Matrix<Float>) throws -> [String: Double] {
    guard exact.rows == stored.rows, exact.rows > exact.columns + stored.columns else { return [:] }
    do {
      let before = try PreparedRepresentation(MatrixRows(exact, name: "the exact states"))
      let scores = try PairScores(
        before, PreparedRepresentation(MatrixRows(stored, name: "the stored states")))
      // A direction that rounding made constant is lost altogether, not left out of the mean.
      let exactRank = before.rank
      let kept = Double(scores.coefficients.count) / Double(exactRank)
      let keptLeading = Double(scores.svccaKept.min() ?? 0) / Double(scores.svccaKept[0])
      return [
        "cca": 1 - scores.cca * kept, "svcca": 1 - scores.svcca * keptLeading, "pwcca": 1 - scores.pwccaXY,
        "cka": 1 - scores.cka,
        "cca_coefficient": scores.coefficients.count < exactRank ? 1 : 1 - (scores.coefficients.last ?? 1),
      ]
    } catch SimilarityError.noVariance {
      return [:]
    }
  }
}
