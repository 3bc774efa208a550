import Networks
public import SingleDirections

/// How a trained network's scores fall as noise is added to all units, or other directions, of some sites.
public enum NoiseMeasurement {
  /// Adds noise of the strengths of a plan, in units of each direction's own standard deviation on the training data.
  ///
  /// - Parameters:
  ///   - directions: what is disturbed, all at once.
  ///   - network: the network with its data.
  ///   - plan: the strengths and how often each.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or the measure throws.
  public static func run(
    on directions: SiteDirections, in network: some ExaminedNetwork, plan: NoisePlan,
    shouldStop: () -> Bool = { false }
  ) throws -> NoiseRobustness {
    let (sites, bases) = (directions.sites, directions.bySite)
    let statistics = try network.statistics(of: sites.map(\.site), along: bases, shouldStop: shouldStop)
      .unlessStopped()
    return try NoiseRobustness.run(plan) { draws in
      let sets = draws.map { draw -> [Intervention] in
        guard draw.scale > 0 else { return [] }
        return sites.map { site in
          guard let deviations = statistics[site.site]?.standardDeviation else {
            preconditionFailure("no deviations of \(site.site.name)")
          }
          let scaled = deviations.map { Float(draw.scale * $0) }
          guard let basis = bases[site.site] else {
            return Intervention(.noise(deviations: scaled, key: draw.key), at: site.site)
          }
          return Intervention(
            .noiseAlong(directions: basis, deviations: scaled, key: draw.key), at: site.site)
        }
      }
      return try network.scores(underEach: sets, shouldStop: shouldStop).unlessStopped()
    }
  }
}
