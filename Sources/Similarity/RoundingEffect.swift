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
      let scores = try PairScores(
        PreparedRepresentation(MatrixRows(exact, name: "the exact states")),
        PreparedRepresentation(MatrixRows(stored, name: "the stored states")))
      return [
        "cca": 1 - scores.cca, "svcca": 1 - scores.svcca, "pwcca": 1 - scores.pwcca, "cka": 1 - scores.cka,
        "cca_coefficient": 1 - (scores.coefficients.last ?? 1),
      ]
    } catch SimilarityError.noVariance {
      return [:]
    }
  }
}
