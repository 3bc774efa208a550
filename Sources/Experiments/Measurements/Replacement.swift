import Networks
import SingleDirections
import Tensors

/// What stands in the place of removed directions.
struct Replacement {
  private let value: ReplacementValue
  private let means: [String: [Float]]
  private let bases: [Site: Matrix<Float>]
  private let sites: [ExaminedSite]
  private let key: RandomKey

  /// Prepares a replacement; means are taken from the training data.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for linear combinations that are to be resampled.
  init(
    of directions: SiteDirections, in network: some ExaminedNetwork, by value: ReplacementValue,
    key: RandomKey, shouldStop: () -> Bool
  ) throws {
    guard directions.kind == .units || value != .resampled else {
      throw NetworksError.configuration(
        key: "value", value: value.rawValue, allowed: "zero or mean for \(directions.kind.plural)")
    }
    self.value = value
    sites = directions.sites
    self.key = key
    bases = directions.bySite
    var means: [String: [Float]] = [:]
    if value == .mean {
      let statistics = try network.statistics(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
      for site in sites { means[site.site.name] = statistics[site.site]?.mean.map { Float($0) } }
    }
    self.means = means
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
      if let basis = bases[site.site] {
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
