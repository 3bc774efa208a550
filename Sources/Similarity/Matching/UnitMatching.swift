import Tensors

/// Which unit of another network each unit goes with, by the correlation of their activity on the same inputs.
///
/// Li, Yosinski, Clune, Lipson and Hopcroft, "Convergent learning", 2015: a semi-matching gives each unit its best partner,
/// which several may share; a one-to-one matching has the greatest sum of correlations of all.
public struct UnitMatching: Equatable, Sendable {
  /// The sign that a good match may have.
  public enum Sign: Sendable {
    /// High correlations only: of rectified units, whose sign means something.
    case positive
    /// High magnitudes: of states whose sign a network may flip without changing what it computes.
    case either
  }

  /// A unit's partner.
  public struct Partner: Equatable, Sendable {
    /// The partner's index.
    public let unit: Int
    /// The correlation of the two, with its sign.
    public let correlation: Double
  }

  /// The best partner of each unit of x; nil for units that never change and where none of y does.
  public let best: [Partner?]
  /// The partner of each unit of x in the one-to-one matching; nil also where y has fewer units that change.
  public let oneToOne: [Partner?]

  /// Matches the units of x with those of y.
  public init(_ correlations: UnitCorrelations, sign: Sign = .positive) {
    let values = correlations.values
    func score(_ i: Int, _ j: Int) -> Double { sign == .positive ? values[i, j] : abs(values[i, j]) }
    let own = correlations.variesX.indices.filter { correlations.variesX[$0] }
    let others = correlations.variesY.indices.filter { correlations.variesY[$0] }
    var best = [Partner?](repeating: nil, count: values.rows)
    var single = best
    for i in own {
      guard let j = others.max(by: { score(i, $0) < score(i, $1) }) else { continue }
      best[i] = Partner(unit: j, correlation: values[i, j])
    }
    let pairs = Assignment.greatest(rows: own.count, columns: others.count) { score(own[$0], others[$1]) }
    for (row, column) in pairs.enumerated() {
      guard let column else { continue }
      let (i, j) = (own[row], others[column])
      single[i] = Partner(unit: j, correlation: values[i, j])
    }
    self.best = best
    oneToOne = single
  }
}
