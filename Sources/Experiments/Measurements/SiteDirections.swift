import Networks
import Similarity
public import SingleDirections
public import Tensors

/// The single directions of some sites of a network: its units, or orthonormal combinations of them.
public struct SiteDirections: Sendable {
  /// What they are.
  public let kind: DirectionKind
  /// The sites.
  public let sites: [ExaminedSite]
  /// What ranks the directions of each site: variances of principal, correlations of canonical ones.
  public let strengths: [String: [Double]]
  /// directions × units of each site; none of units.
  private let bases: [String: Matrix<Double>]

  /// The units of some sites.
  public init(unitsOf sites: [ExaminedSite]) {
    (kind, self.sites, strengths, bases) = (.units, sites, [:], [:])
  }

  /// Finds the directions.
  ///
  /// - Parameters:
  ///   - kind: what they are.
  ///   - network: the network with its data.
  ///   - sites: whose directions.
  ///   - partner: the network, with the same data, that canonical directions are found with.
  ///   - key: the source of random directions; of one key they are the same for all measurements.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``NetworksError`` for canonical directions without a partner that reads the same; `SimilarityError` or
  ///   ``SingleDirectionsError`` where rows are too few or do not vary; ``MeasurementStopped``.
  public init(
    _ kind: DirectionKind, of network: some ExaminedNetwork, sites: [ExaminedSite],
    partner: (any ExaminedNetwork)? = nil, key: RandomKey, shouldStop: () -> Bool = { false }
  ) throws {
    var bases: [String: Matrix<Double>] = [:]
    var strengths: [String: [Double]] = [:]
    switch kind {
    case .units: break
    case .random:
      for site in sites {
        let basis = try DirectionBasis.gaussian(
          count: site.units, units: site.units, key: key.child(site.site.name))
        bases[site.site.name] = basis.directions
      }
    case .principal:
      for site in try network.activations(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped() {
        var moments = Moments(units: site.units)
        try moments.add(Matrix<Float>(rows: site.samples, columns: site.units, elements: site.rows))
        let basis = try DirectionBasis.principal(of: moments, count: site.units, source: site.site)
        bases[site.site] = basis.directions
        strengths[site.site] = basis.variances
      }
    case .canonical:
      let pair = try PairedActivations(network, with: partner, sites: sites, shouldStop: shouldStop)
      for (own, other) in pair.sites {
        let found = try CanonicalDirections(
          of: try PreparedRepresentation(own.source), with: try PreparedRepresentation(other.source))
        bases[own.site] = try DirectionBasis.given(found.directions).directions
        strengths[own.site] = found.coefficients
      }
    }
    self.kind = kind
    self.sites = sites
    self.bases = bases
    self.strengths = strengths
  }

  /// All directions, site after site; the number of one is its rank where there are ranks.
  public var references: [UnitReference] { sites.flatMap(references) }

  /// The directions of a site.
  func references(of site: ExaminedSite) -> [UnitReference] {
    bases[site.site.name].map { UnitReference.all(of: site.site.name, count: $0.rows) } ?? site.references
  }

  /// directions × units of a site, as interventions take them; nil where its directions are units.
  func basis(of site: Site) -> Matrix<Float>? {
    bases[site.name].map {
      Matrix<Float>(rows: $0.rows, columns: $0.columns, elements: $0.elements.map { Float($0) })
    }
  }

  /// The bases of all sites whose directions are not units.
  var bySite: [Site: Matrix<Float>] {
    Dictionary(
      uniqueKeysWithValues: sites.compactMap { site in basis(of: site.site).map { (site.site, $0) } })
  }
}

extension SiteDirections {
  /// A direction whose activity deviates less than this part of the most varied one's has none: what is left is rounding.
  private static let leastDeviation = 1e-6

  /// The activity along the directions of its site: samples × directions, from the same zero as that of the units.
  func coordinates(of activations: SiteActivations) throws -> SiteActivations {
    guard let basis = bases[activations.site] else { return activations }
    let rows = Matrix<Double>(
      rows: activations.samples, columns: activations.units, elements: activations.rows.map { Double($0) })
    var along = rows.multiplied(by: basis, transposeOther: true)
    var moments = Moments(units: basis.rows)
    try moments.add(along)
    let deviations = (0..<basis.rows).map { max(0, moments.scatter[$0, $0]).squareRoot() }
    let least = (deviations.max() ?? 0) * Self.leastDeviation
    for direction in deviations.indices where deviations[direction] < least {
      for row in 0..<along.rows { along[row, direction] = 0 }
    }
    return try SiteActivations(
      site: activations.site, units: basis.rows, rows: along.elements.map { Float($0) })
  }
}

/// What ranks the directions of a site, as a column of a table.
struct DirectionStrengths: UnitMeasurement {
  let site: String
  let kind: DirectionKind
  let strengths: [Double]

  var units: [UnitReference] { UnitReference.all(of: site, count: strengths.count) }

  var unitColumns: [UnitColumn] {
    kind.rank.map { [UnitColumn($0, .numbers(strengths))] } ?? []
  }
}
