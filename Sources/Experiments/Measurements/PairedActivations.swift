import Networks
import Similarity
import SingleDirections
import Tensors

/// The activity of two networks at sites of the same names, on the same rows.
struct PairedActivations {
  /// Both networks' activity at each site.
  let sites: [(own: SiteActivations, other: SiteActivations)]

  /// Runs both networks.
  ///
  /// - Throws: ``NetworksError`` where there is no partner, where it reads other data or lacks a site; ``MeasurementStopped``.
  init(
    _ network: some ExaminedNetwork, with partner: (any ExaminedNetwork)?, sites: [ExaminedSite],
    shouldStop: () -> Bool
  ) throws {
    guard let partner else {
      throw NetworksError.configuration(
        key: "directions", value: "canonical", allowed: "canonical with a partner, which --partner names")
    }
    let own = try network.activations(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
    try self.init(own, of: network, with: partner, shouldStop: shouldStop)
  }

  /// Runs the partner at the sites of activity that is at hand; those that it lacks are an error.
  init(
    _ own: [SiteActivations], of network: some ExaminedNetwork, with partner: any ExaminedNetwork,
    shouldStop: () -> Bool
  ) throws {
    guard partner.inputs == network.inputs else {
      throw NetworksError.configuration(
        key: "partner", value: "a run", allowed: "one whose \(network.samplesWord) of this part are the same")
    }
    let names = Set(own.map(\.site))
    let places = partner.sites.map(\.site).filter { names.contains($0.name) }
    let others = try partner.activations(of: places, shouldStop: shouldStop).unlessStopped()
    sites = try own.map { site in
      // Networks of two kinds may have their sites in other orders.
      guard let other = others.first(where: { $0.site == site.site }) else {
        throw NetworksError.unknownSite(name: site.site, known: partner.sites.map(\.site.name))
      }
      return (site, other)
    }
  }
}

extension SiteActivations {
  /// The rows as a comparison reads them.
  var source: MatrixRows {
    MatrixRows(Matrix<Float>(rows: samples, columns: units, elements: rows), name: site)
  }
}
