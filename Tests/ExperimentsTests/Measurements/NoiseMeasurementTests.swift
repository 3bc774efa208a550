import Networks
import SingleDirections
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct NoiseMeasurementTests {
  private let key = RandomKey(seed: 9)

  private func run(
    _ network: some ExaminedNetwork, _ sites: [ExaminedSite], scales: [Double], repeats: Int = 3
  ) throws -> NoiseRobustness {
    try NoiseMeasurement.run(
      on: SiteDirections(unitsOf: sites), in: network,
      plan: NoisePlan(scales: scales, repeats: repeats, key: key))
  }

  /// Noise is in units of each unit's own deviation: a silent unit has none, however much hangs on it.
  @Test func noiseIsInDeviationsOfAUnit() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4, train: 400, test: 400))
    let found = try run(network, network.sites, scales: [1e-9, 0.03, 100])
    let whole = try #require(try network.scores(underEach: [[]], shouldStop: { false })?.first)
    #expect(found.baseline == whole && whole.accuracy == 1 && found.samples == 400)
    let accuracy = try #require(found.accuracy)
    #expect(accuracy.mean[0] == 1 && accuracy.mean[1] == 1)
    #expect(isClose(found.loss.mean[0], whole.meanLoss, tolerance: 1e-6))
    // A hundred deviations leave little but chance.
    #expect(accuracy.mean[2] < 0.5 && accuracy.mean[2] > 0.1)
    #expect(Set(accuracy.curves.map { $0[2] }).count == 3)
  }

  @Test(arguments: AblationMeasurementTests.Example.allCases)
  func scalesAndRepeatsDoNotShow(example: AblationMeasurementTests.Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let many = try run(network, sites, scales: [0.1, 1, 3])
    #expect(many.loss.curves.allSatisfy { $0[0] != $0[1] && $0[1] != $0[2] })
    #expect(Set(many.loss.curves.map { $0[2] }).count == 3)
    let few = try run(network, sites, scales: [0.1, 3], repeats: 2)
    #expect(few.loss.curves == many.loss.curves.prefix(2).map { [$0[0], $0[2]] })
    #expect(few.baseline == many.baseline)
    // Weak noise moves the loss less than strong noise.
    func move(_ point: Int) -> Double {
      many.loss.curves.reduce(0) { $0 + abs($1[point] - many.baseline.meanLoss) }
    }
    #expect(move(0) < move(2))
  }

  /// Noise on directions has along each that deviation of the training data; on all directions of a principal basis it has
  /// their covariance, whatever the basis of units.
  @Test(arguments: AblationMeasurementTests.Example.allCases)
  func noiseAlongDirections(example: AblationMeasurementTests.Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let plan = try NoisePlan(scales: [1e-9, 0.1, 3], repeats: 3, key: key)
    let units = try run(network, sites, scales: [1e-9, 0.1, 3])
    for kind in [DirectionKind.principal, .random] {
      let directions = try SiteDirections(kind, of: network, sites: sites, key: key)
      let found = try NoiseMeasurement.run(on: directions, in: network, plan: plan)
      #expect(found.baseline == units.baseline)
      #expect(isClose(found.loss.mean[0], found.baseline.meanLoss, tolerance: 1e-5))
      #expect(found.loss.curves != units.loss.curves && Set(found.loss.curves.map { $0[2] }).count == 3)
      let bases = directions.bySite
      let statistics = try #require(
        try network.statistics(of: sites.map(\.site), along: bases, shouldStop: { false }))
      let plain = try #require(try network.statistics(of: sites.map(\.site), shouldStop: { false }))
      for site in sites.map(\.site) {
        // A basis of all units keeps the whole variance.
        let (along, whole) = (statistics[site]?.standardDeviation, plain[site]?.standardDeviation)
        func total(_ deviations: [Double]?) -> Double { (deviations ?? []).reduce(0) { $0 + $1 * $1 } }
        #expect(isClose(total(along), total(whole), tolerance: 1e-4))
        #expect(along?.count == whole?.count)
      }
    }
  }

  @Test func stops() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4))
    let plan = try NoisePlan(scales: [0.1, 1], repeats: 1, key: key)
    #expect(throws: MeasurementStopped.self) {
      try NoiseMeasurement.run(
        on: SiteDirections(unitsOf: network.sites), in: network, plan: plan
      ) { true }
    }
  }
}
