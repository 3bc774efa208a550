/// The size of the weights that lead into each unit.
///
/// After a batch norm the scale of weights is arbitrary: what counts there is the norm with the scale of the
/// batch norm folded in.
public struct FilterNorm: Equatable, Sendable {
  /// The name of the site.
  public let site: String
  /// Σ|w| of each unit.
  public let l1: [Double]
  /// √Σw² of each unit.
  public let l2: [Double]
  /// ``l1`` times |γ| / √(v + ε); nil without batch norm.
  public let foldedL1: [Double]?
  /// ``l2`` times |γ| / √(v + ε); nil without batch norm.
  public let foldedL2: [Double]?

  /// Computes the norms of units × fan-in weights, one unit after another.
  ///
  /// - Throws: ``SingleDirectionsError/empty(_:)``,
  ///   ``SingleDirectionsError/notFinite(source:row:column:value:)`` with the unit as row,
  ///   ``SingleDirectionsError/notPositive(name:index:value:)`` for a variance with v + ε not above 0.
  public init(
    site: String, weights: [Float], units: Int, batchNorm: BatchNormScale? = nil
  ) throws(SingleDirectionsError) {
    guard units > 0, !weights.isEmpty else { throw .empty("weight of \(site)") }
    precondition(weights.count % units == 0, "\(weights.count) weights of \(units) units")
    let fanIn = weights.count / units
    try SiteActivations.checkFinite(weights, units: fanIn, site: "the weights of \(site)", firstSample: 0)
    var l1: [Double] = []
    var l2: [Double] = []
    for start in stride(from: 0, to: weights.count, by: fanIn) {
      var (sum, squares) = (0.0, 0.0)
      for i in start..<start + fanIn {
        let weight = Double(weights[i])
        sum += abs(weight)
        squares += weight * weight
      }
      l1.append(sum)
      l2.append(squares.squareRoot())
    }
    let scales = try batchNorm.map { scale throws(SingleDirectionsError) in
      try Self.factors(of: scale, units: units, site: site)
    }
    self.site = site
    self.l1 = l1
    self.l2 = l2
    foldedL1 = scales.map { zip(l1, $0).map { $0 * $1 } }
    foldedL2 = scales.map { zip(l2, $0).map { $0 * $1 } }
  }

  private static func factors(
    of scale: BatchNormScale, units: Int, site: String
  ) throws(SingleDirectionsError) -> [Double] {
    precondition(scale.weight.count == units, "a batch norm of \(scale.weight.count) units after \(units)")
    var factors: [Double] = []
    for unit in 0..<units {
      let weight = Double(scale.weight[unit])
      let variance = Double(scale.variance[unit]) + scale.epsilon
      guard weight.isFinite else {
        throw .notFinite(source: "the batch norm of \(site)", row: unit, column: 0, value: "\(weight)")
      }
      guard variance > 0, variance.isFinite else {
        throw .notPositive(name: "the variance plus ε of \(site), unit", index: unit, value: variance)
      }
      factors.append(abs(weight) / variance.squareRoot())
    }
    return factors
  }
}
