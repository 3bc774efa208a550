import Networks
import Similarity
public import SingleDirections

/// The unit of a partner, at the same site, that each unit goes with.
public struct MatchedUnits: UnitMeasurement, Equatable, Sendable {
  /// The units that were matched.
  public let units: [UnitReference]
  private let matching: UnitMatching

  /// Matches the units of a site; of signed states a match may have either sign.
  init(_ own: SiteActivations, with other: SiteActivations, isRectified: Bool) throws {
    units = UnitReference.all(of: own.site, count: own.units)
    matching = UnitMatching(
      try UnitCorrelations(own.source, other.source), sign: isRectified ? .positive : .either)
  }

  /// `partner_unit` and `partner_correlation` of the best match, which several units may share, and
  /// `partner_one_to_one` and `partner_one_to_one_correlation` of the matching in which each is used once.
  public var unitColumns: [UnitColumn] {
    [
      UnitColumn("partner_unit", .integers(matching.best.map { $0?.unit })),
      UnitColumn("partner_correlation", .numbers(matching.best.map { $0?.correlation })),
      UnitColumn("partner_one_to_one", .integers(matching.oneToOne.map { $0?.unit })),
      UnitColumn("partner_one_to_one_correlation", .numbers(matching.oneToOne.map { $0?.correlation })),
    ]
  }
}
