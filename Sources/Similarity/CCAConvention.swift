/// The conventions of a well-known code, in which a pair is recomputed to explain a difference; never a default.
public enum CCAConvention: String, Codable, CaseIterable, Sendable {
  /// github.com/google/svcca at its last version.
  case googleSVCCA = "google-svcca"
  /// github.com/moskomule/anatome at its last version.
  case anatome

  /// Finds a convention by its name.
  ///
  /// - Throws: ``SimilarityError/unknown(kind:name:known:)``.
  public init(named name: String) throws(SimilarityError) {
    guard let convention = CCAConvention(rawValue: name) else {
      throw .unknown(kind: "convention", name: name, known: Self.allCases.map(\.rawValue))
    }
    self = convention
  }

  /// Recomputes a pair in this convention.
  public func scores(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation
  ) throws -> ConventionScores {
    try PairScores.check(x, y)
    switch self {
    case .googleSVCCA: return try GoogleSVCCA(x, y).scores()
    case .anatome: return try Anatome(x, y).scores()
    }
  }
}

/// The scores of a pair in another code's conventions, as similarities.
public struct ConventionScores: Codable, Equatable, Sendable {
  /// The convention.
  public let convention: CCAConvention
  /// Its mean canonical correlation.
  public let cca: Double
  /// Its SVCCA, where the code has one.
  public let svcca: Double?
  /// Its PWCCA, where the code gives one for this pair.
  public let pwcca: Double?
  /// Where these differ from the definitions of this program, in words.
  public let note: String
}
