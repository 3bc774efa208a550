/// A similarity of two representations, in [0, 1].
public enum Measure: String, Codable, CaseIterable, Sendable {
  /// The mean canonical correlation.
  case cca
  /// The mean canonical correlation of the leading singular directions.
  case svcca
  /// The canonical correlations weighted by how much of a representation they account for.
  case pwcca
  /// Linear centred kernel alignment.
  case cka
  /// The normalised orthogonal Procrustes similarity.
  case procrustes
  /// The mean over rows of (1 + cosine)/2; compares unit with unit.
  case cosine
  /// The mean over rows of 1 − ‖x/‖x‖ − y/‖y‖‖/2; compares unit with unit.
  case euclidean

  /// The name that a figure prints.
  public var title: String {
    switch self {
    case .cca: "mean CCA"
    case .svcca: "SVCCA"
    case .pwcca: "PWCCA"
    case .cka: "linear CKA"
    case .procrustes: "Procrustes"
    case .cosine: "cosine"
    case .euclidean: "Euclidean"
    }
  }

  /// A map of one representation that may or may not leave a measure as it is.
  public enum Transformation: CaseIterable, Sendable {
    /// Adding a constant vector to every row.
    case translation
    /// Multiplying all by one positive number.
    case isotropicScaling
    /// An orthogonal change of basis.
    case rotation
    /// Any invertible change of basis.
    case invertible
  }

  /// The maps of one side that leave the measure as it is, whichever representation they act on.
  ///
  /// PWCCA's weights are sums over the units of one side, so that even a rotation of that side changes them; the
  /// coefficients, and hence the other side's PWCCA, stay.
  public var invariances: Set<Transformation> {
    switch self {
    case .cca: [.translation, .isotropicScaling, .rotation, .invertible]
    case .svcca, .cka, .procrustes: [.translation, .isotropicScaling, .rotation]
    case .pwcca: [.translation, .isotropicScaling]
    case .cosine, .euclidean: [.isotropicScaling]
    }
  }
}
