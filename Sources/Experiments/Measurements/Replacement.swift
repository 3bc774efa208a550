import Networks
import Similarity
import SingleDirections
import Tensors

/// What stands in the place of removed directions.
struct Replacement {
  private let value: ReplacementValue
  private let means: [String: [Float]]
  private let bases: [String: Matrix<Float>]
  /// What ranks the directions of each site: variances of principal, correlations of canonical ones.
  let strengths: [String: [Double]]
  private let sites: [ExaminedSite]
  private let key: RandomKey

  /// Prepares a replacement; means are taken from the training data, principal and canonical directions from the rows that
  /// are examined.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for linear combinations that are to be resampled, and for
  ///   canonical directions without a partner that reads the same; `SimilarityError` where there are too few rows.
  init(
    _ network: some ExaminedNetwork, _ sites: [ExaminedSite], _ directions: AblationMeasurement.Directions,
    _ value: ReplacementValue, partner: (any ExaminedNetwork)? = nil, key: RandomKey,
    shouldStop: () -> Bool
  ) throws {
    guard directions == .units || value != .resampled else {
      throw NetworksError.configuration(
        key: "value", value: value.rawValue, allowed: "zero or mean for \(directions.rawValue) directions")
    }
    self.value = value
    self.sites = sites
    self.key = key
    var means: [String: [Float]] = [:]
    if value == .mean {
      let statistics = try network.statistics(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
      for site in sites { means[site.site.name] = statistics[site.site]?.mean.map { Float($0) } }
    }
    self.means = means
    var bases: [String: Matrix<Float>] = [:]
    var strengths: [String: [Double]] = [:]
    switch directions {
    case .units: break
    case .random:
      for site in sites {
        let basis = try DirectionBasis.gaussian(
          count: site.units, units: site.units, key: key.child(site.site.name))
        bases[site.site.name] = Self.narrowed(basis.directions)
      }
    case .principal:
      for site in try network.activations(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped() {
        var moments = Moments(units: site.units)
        try moments.add(Matrix<Float>(rows: site.samples, columns: site.units, elements: site.rows))
        let basis = try DirectionBasis.principal(of: moments, count: site.units, source: site.site)
        bases[site.site] = Self.narrowed(basis.directions)
        strengths[site.site] = basis.variances
      }
    case .canonical:
      let pair = try PairedActivations(network, with: partner, sites: sites, shouldStop: shouldStop)
      for (own, other) in pair.sites {
        let found = try CanonicalDirections(
          of: try PreparedRepresentation(own.source), with: try PreparedRepresentation(other.source))
        bases[own.site] = Self.narrowed(try DirectionBasis.given(found.directions).directions)
        strengths[own.site] = found.coefficients
      }
    }
    self.bases = bases
    self.strengths = strengths
  }

  /// What may be removed: the directions of each site, or its units.
  var references: [UnitReference] {
    sites.flatMap { site in
      bases[site.site.name].map { UnitReference.all(of: site.site.name, count: $0.rows) } ?? site.references
    }
  }

  private static func narrowed(_ basis: Matrix<Double>) -> Matrix<Float> {
    Matrix<Float>(rows: basis.rows, columns: basis.columns, elements: basis.elements.map { Float($0) })
  }

  /// What units become: their means, or zero.
  private func centre(of site: ExaminedSite) -> [Float] {
    guard value == .mean else { return [Float](repeating: 0, count: site.units) }
    guard let means = means[site.site.name] else { preconditionFailure("no means of \(site.site.name)") }
    return means
  }

  /// The interventions that remove some directions of each site.
  func interventions(_ removed: [String: [Int]]) -> [Intervention] {
    sites.compactMap { site in
      let name = site.site.name
      guard let directions = removed[name], !directions.isEmpty else { return nil }
      let centre = centre(of: site)
      if let basis = bases[name] {
        return Intervention(
          .remove(directions: basis.rows(at: directions), centre: centre), at: site.site)
      }
      if value == .resampled {
        return Intervention(.resample(units: directions, key: key), at: site.site)
      }
      return Intervention(.clamp(units: directions, values: directions.map { centre[$0] }), at: site.site)
    }
  }
}
