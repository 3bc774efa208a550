/// What a single direction of a site is.
public enum DirectionKind: String, CaseIterable, Sendable {
  /// Units, or whole maps of a convolution.
  case units
  /// Principal directions of the activity on the rows that are examined, orthonormal.
  case principal
  /// Random orthonormal directions.
  case random
  /// Canonical directions with respect to the same site of a partner.
  ///
  /// They are not orthogonal: each counts for its part that those of larger correlation do not have.
  case canonical
}

extension DirectionKind {
  /// Several of them, in words.
  public var plural: String { self == .units ? "units" : "\(rawValue) directions" }

  /// One of them, in words.
  public var singular: String { self == .units ? "unit" : "\(rawValue) direction" }

  /// What ranks them, as the name of a column: `variance`, `correlation`; nil of those without ranks.
  public var rank: String? {
    switch self {
    case .units, .random: nil
    case .principal: "variance"
    case .canonical: "correlation"
    }
  }
}
