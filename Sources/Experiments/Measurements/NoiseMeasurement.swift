import Networks
public import SingleDirections

/// How a trained network's scores fall as noise is added to all units of some sites.
public enum NoiseMeasurement {
  /// Adds noise of the strengths of a plan, in units of each unit's own standard deviation on the training data.
  ///
  /// - Parameters:
  ///   - network: the network with its data.
  ///   - sites: whose units are disturbed, all at once.
  ///   - plan: the strengths and how often each.
  ///   - shouldStop: asked now and then.
  /// - Throws: ``MeasurementStopped``, and what the network or the measure throws.
  public static func run(
    _ network: some ExaminedNetwork, sites: [ExaminedSite], plan: NoisePlan,
    shouldStop: () -> Bool = { false }
  ) throws -> NoiseRobustness {
    let statistics = try network.statistics(of: sites.map(\.site), shouldStop: shouldStop).unlessStopped()
    return try NoiseRobustness.run(plan) { draws in
      let sets = draws.map { draw -> [Intervention] in
        guard draw.scale > 0 else { return [] }
        return sites.map { site in
          guard let deviations = statistics[site.site]?.standardDeviation else {
            preconditionFailure("no deviations of \(site.site.name)")
          }
          return Intervention(
            .noise(
              deviations: deviations.map { Float(draw.scale * $0) }, key: draw.key),
            at: site.site)
        }
      }
      return try network.scores(underEach: sets, shouldStop: shouldStop).unlessStopped()
    }
  }
}
