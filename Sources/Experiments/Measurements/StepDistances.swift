import Similarity
public import Tensors

/// How far the states of a network without input at each step are from those at its last one, over many starts.
///
/// A sample is a start: the states of a step are start × unit.
public struct StepDistances: Equatable, Sendable {
  /// A distance of two sets of states.
  public enum Distance: String, CaseIterable, Sendable {
    /// 1 − the mean canonical correlation.
    case cca
    /// 1 − PWCCA with the weights of the last step, one basis for the whole curve.
    case pwcca
    /// The mean over starts of 1 − cos of the two states.
    case cosine
    /// The mean over starts of the distance of the two states, each divided by its length.
    case euclidean
    /// The cosine distance of states less the mean over all starts at their step.
    ///
    /// A drift that all starts share makes states alike to the cosine distance; this one does not see it.
    case centredCosine = "centred_cosine"

    /// What figures and sentences call it.
    public var title: String {
      switch self {
      case .cca: "mean CCA"
      case .pwcca: "PWCCA"
      case .cosine: "cosine"
      case .euclidean: "Euclidean"
      case .centredCosine: "cosine, centred"
      }
    }
  }

  /// The mean CCA distance of unrelated states, by Wachter's law.
  public let null: Double
  /// What a reader must be warned of, one sentence each: too few starts for the number of units.
  public let warnings: [String]
  private let values: [Distance: [Double]]

  /// Compares the states of every step with those of the last one.
  ///
  /// - Parameter states: for each step start × unit, with more starts than twice the units.
  /// - Throws: `SimilarityError` for states that cannot be compared, as where a unit overflows.
  public init(_ states: [Matrix<Double>]) throws {
    precondition(!states.isEmpty, "the distances of no steps")
    let sources = states.indices.map { MatrixRows(states[$0], name: "step \($0)") }
    let last = sources[sources.count - 1]
    let map = try SimilarityMap(sources, columns: [last], options: MapOptions(measures: [.cca, .pwcca]))
    let centred = map.rows.indices.map { step in
      MatrixRows(map.rows[step].centre.centred(states[step]), name: sources[step].name)
    }
    let baselines = try Concurrent.map(sources.count) { step in
      [try Baselines(sources[step], last), try Baselines(centred[step], centred[centred.count - 1])]
    }
    var values: [Distance: [Double]] = [:]
    values[.cca] = map.matrix(.cca)?.elements.map { 1 - $0 }
    values[.pwcca] = map.matrix(.pwcca)?.elements.map { 1 - $0 }
    // The similarity of a baseline is 1 less half the distance.
    values[.cosine] = baselines.map { 2 * (1 - $0[0].cosine) }
    values[.euclidean] = baselines.map { 2 * (1 - $0[0].euclidean) }
    values[.centredCosine] = baselines.map { 2 * (1 - $0[1].cosine) }
    self.values = values
    null = 1 - map.nullFormula[0, 0]
    warnings = map.warnings
  }

  /// The distances at every step, the last one included.
  public subscript(distance: Distance) -> [Double] { values[distance] ?? [] }

  /// The number of steps.
  public var steps: Int { self[.cca].count }
}
