import ArgumentParser
import Experiments
import Tensors

/// What a single direction is.
struct DirectionOptions: ParsableArguments {
  @Option(
    name: .customLong("directions"),
    help: """
      What a direction is: units; principal or random (orthonormal) directions of each site; or canonical ones, with respect to \
      the same site of --partner.
      """)
  var kind = DirectionKind.units

  @OptionGroup var partners: PartnerOptions

  /// Checks that there is a partner where one is needed and none where none is.
  ///
  /// - Parameters:
  ///   - arguments: the runs.
  ///   - matchesUnits: whether units have use for a partner.
  /// - Throws: `ValidationError`.
  func check(_ arguments: DirectionArguments, matchesUnits: Bool = false) throws {
    if kind == .canonical, partners.names.isEmpty {
      throw ValidationError("canonical directions are those with another run; name it with --partner")
    }
    if kind != .canonical, !(matchesUnits && kind == .units), partners.partner != nil {
      throw ValidationError(
        "--partner goes with --directions \(matchesUnits ? "units or canonical" : "canonical")")
    }
    try partners.check(arguments)
  }

  /// The directions in the name of an analysis; nil of units.
  var word: String? { kind == .units ? nil : kind.rawValue }

  /// The directions of some sites of a run, the same for every analysis of one seed.
  func found(
    in run: ExaminedRun, at sites: [ExaminedSite], partner: ExaminedPartner?, key: RandomKey,
    shouldStop: () -> Bool
  ) throws -> SiteDirections {
    try SiteDirections(
      kind, of: run.network, sites: sites, partner: partner?.run.network, key: key.child("directions"),
      shouldStop: shouldStop)
  }
}
