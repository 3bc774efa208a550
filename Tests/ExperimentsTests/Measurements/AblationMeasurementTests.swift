import Corpora
import Networks
import SingleDirections
import Tensors
import TestSupport
import Testing
import Training

@testable import Experiments

struct AblationMeasurementTests {
  private let key = RandomKey(seed: 8)

  /// Networks of several sites with their data: an MLP, a convolutional network on gratings, a language model.
  enum Example: String, CaseIterable, CustomTestStringConvertible {
    case mlp, convnet, text
    var testDescription: String { rawValue }

    func examined() throws -> any ExaminedNetwork {
      guard self != .text else {
        let text = try PlantedText(test: 400)
        return try text.examined(text.drawn(), count: 200)
      }
      let configuration =
        self == .mlp
        ? ImageNetworkConfiguration(
          .mlp, height: 8, width: 8, channels: 1, classes: 3, hiddenSizes: [6, 5], batchNorm: false)
        : ImageNetworkConfiguration(
          .convnet, height: 8, width: 8, channels: 1, classes: 3, widthFactor: 1 / 32)
      let set = try PlantedImages.gratings(train: 40, test: 30)
      let network = try ImageNetwork(configuration, initialization: .he, key: RandomKey(seed: 2))
      return try ExaminedImages(
        network, set: set, part: .test, count: nil, transform: PixelTransform(.whitened, training: set.train))
    }

    /// Some sites, not all.
    func sites(of network: any ExaminedNetwork) -> [ExaminedSite] {
      let names =
        switch self {
        case .mlp: ["dense_l0", "dense_l1"]
        case .convnet: ["conv_l1", "conv_l4", "conv_l8"]
        case .text: ["h_l0", "c_l0", "h_l1"]
        }
      return network.sites.filter { names.contains($0.site.name) }
    }
  }

  private func measure(
    _ network: some ExaminedNetwork, _ sites: [ExaminedSite], _ directions: DirectionKind,
    _ value: ReplacementValue, orderings: Int = 2, points: Int = 4
  ) throws -> AblationMeasurement {
    try AblationMeasurement(
      of: found(directions, network, sites), in: network, value: value, orderings: orderings, points: points,
      key: key)
  }

  private func found(
    _ kind: DirectionKind, _ network: some ExaminedNetwork, _ sites: [ExaminedSite],
    partner: (any ExaminedNetwork)? = nil
  ) throws -> SiteDirections {
    try SiteDirections(kind, of: network, sites: sites, partner: partner, key: key)
  }

  /// With all removed it does not matter along which axes; and nothing removed is the network itself.
  @Test(arguments: Example.allCases) func allDirectionsOfASiteAreItsUnits(example: Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let whole = try #require(try network.scores(underEach: [[]], shouldStop: { false })?.first)
    for value in [ReplacementValue.zero, .mean] {
      let units = try measure(network, sites, .units, value).result
      #expect(units.baseline == whole && units.allRemoved != whole)
      for directions in [DirectionKind.principal, .random] {
        let found = try measure(network, sites, directions, value)
        #expect(found.directions == directions && found.result.value == value)
        #expect(found.result.baseline == whole)
        let difference = found.result.allRemoved.meanLoss - units.allRemoved.meanLoss
        #expect(abs(difference) < 1e-5, "\(directions) \(value)")
        #expect(found.result.scoredSets == units.scoredSets && found.result.counts == units.counts)
        // In between, other directions are other changes.
        #expect(found.result.loss.curves != units.loss.curves)
      }
    }
  }

  @Test(arguments: Example.allCases) func everyPointIsAScoreOfItsOwn(example: Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let statistics = try #require(
      try network.statistics(of: sites.map(\.site), shouldStop: { false }))
    let plan = try AblationPlan(
      units: sites.flatMap(\.references), orderings: 2, points: 4, key: key.child("orderings"))
    for value in [ReplacementValue.zero, .mean] {
      let found = try measure(network, sites, .units, value)
      var different: Set<[String: [Int]]> = []
      for ordering in 0..<2 {
        for point in plan.counts.indices {
          let places = plan.orderings[ordering].prefix(plan.counts[point])
          let removed = AblatedUnits(places.map { plan.units[$0] }, value: value).units
          different.insert(removed)
          let changes = try sites.compactMap { site -> Intervention? in
            guard let units = removed[site.site.name] else { return nil }
            let means = try #require(statistics[site.site]).mean
            return Intervention(
              .clamp(units: units, values: units.map { value == .zero ? 0 : Float(means[$0]) }), at: site.site
            )
          }
          let score = try #require(try network.scores(underEach: [changes], shouldStop: { false })?.first)
          #expect(found.result.loss.curves[ordering][point] == score.meanLoss)
          #expect(found.result.accuracy?.curves[ordering][point] == score.accuracy)
        }
      }
      #expect(found.result.scoredSets == different.count)
      #expect(found.result.counts == plan.counts && found.result.counts.last == plan.units.count)
      #expect(found.gain == nil && found.seconds > 0)
    }
  }

  @Test func theGainIsMeasuredWhereItIsAskedFor() throws {
    let network = try Example.mlp.examined()
    let found = try AblationMeasurement(
      of: SiteDirections(unitsOf: Example.mlp.sites(of: network)), in: network, orderings: 2, points: 4,
      measuresGain: true, key: key)
    let gain = try #require(found.gain)
    #expect(gain > 0 && gain.isFinite)
  }

  /// With itself as partner, all that varies is canonical: removing it removes what removing all units does.
  @Test(arguments: [Example.mlp, .text]) func canonicalDirectionsSpanWhatVaries(example: Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let units = try measure(network, sites, .units, .mean).result
    let found = try AblationMeasurement(
      of: found(.canonical, network, sites, partner: network), in: network, value: .mean, orderings: 2,
      points: 4, key: key)
    #expect(abs(found.result.allRemoved.meanLoss - units.allRemoved.meanLoss) < 1e-4)
    #expect(found.result.baseline == units.baseline)
    #expect(throws: NetworksError.self) {
      try self.found(.canonical, network, sites)
    }
    let other = try (example == .mlp ? Example.text : .mlp).examined()
    #expect(throws: NetworksError.self) {
      try self.found(.canonical, network, sites, partner: other)
    }
  }

  @Test(arguments: Example.allCases) func resampledUnitsAreDrawnByTheKey(example: Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let found = try measure(network, sites, .units, .resampled)
    let again = try measure(network, sites, .units, .resampled)
    #expect(found.result == again.result)
    let zero = try measure(network, sites, .units, .zero).result
    #expect(found.result.baseline == zero.baseline && found.result.allRemoved != zero.allRemoved)
    #expect(found.result.loss.curves.allSatisfy { $0[1] != $0[0] })
    for directions in [DirectionKind.principal, .random] {
      #expect(
        throws: NetworksError.configuration(
          key: "value", value: "resampled", allowed: "zero or mean for \(directions.rawValue) directions")
      ) { try measure(network, sites, directions, .resampled) }
    }
  }

  /// The accuracy is 1 up to the point where the one unit goes and that of naming one class from there on.
  @Test func theAreaOfASingleUnitIsKnown() throws {
    let units = 5
    let network = try PlantedImages.examined(
      PlantedImages.oneUnitDecides(of: units), PlantedImages.set(classes: 2))
    let plan = try AblationPlan(
      units: network.sites.flatMap(\.references), orderings: 6, points: 20, key: key.child("orderings"))
    for value in [ReplacementValue.zero, .mean] {
      let found = try measure(network, network.sites, .units, value, orderings: 6, points: 20).result
      #expect(found.counts == Array(0...units) && found.baseline.accuracy == 1)
      #expect(found.allRemoved.accuracy == 0.5)
      let accuracy = try #require(found.accuracy)
      for (ordering, order) in plan.orderings.enumerated() {
        let place = try #require(order.firstIndex(of: 0))
        #expect(accuracy.curves[ordering] == (0...units).map { $0 <= place ? 1 : 0.5 })
        let area = (Double(place) + 0.75 + 0.5 * Double(units - place - 1)) / Double(units)
        #expect(isClose(accuracy.areas[ordering], area, tolerance: 1e-12))
      }
    }
  }

  /// Two sets of removed units out of all that were asked for, and then a stop.
  @Test func stops() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4))
    for directions in DirectionKind.allCases {
      #expect(throws: MeasurementStopped.self) {
        let directions = try SiteDirections(
          directions, of: network, sites: network.sites, partner: network, key: key, shouldStop: { true })
        _ = try AblationMeasurement(of: directions, in: network, value: .mean, key: key) { true }
      }
    }
  }

  @Test func whatCannotBeRemovedIsRefused() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4))
    #expect(throws: SingleDirectionsError.empty("unit to remove")) { try measure(network, [], .units, .zero) }
    #expect(throws: SingleDirectionsError.self) {
      try measure(network, network.sites, .units, .zero, orderings: 0)
    }
    let logits = ExaminedSite(.logits, units: 4, isRectified: false)
    #expect(throws: NetworksError.unknownSite(name: "logits", known: ["dense_l0"])) {
      try measure(network, [logits], .units, .zero)
    }
  }
}
