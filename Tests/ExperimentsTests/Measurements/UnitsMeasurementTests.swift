import Foundation
import Networks
import SingleDirections
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct UnitsMeasurementTests {
  private let key = RandomKey(seed: 10)

  private func measure(importance: Bool = true) throws -> UnitsMeasurement {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4, test: 80))
    return try UnitsMeasurement(
      of: SiteDirections(unitsOf: network.sites), in: network, labelling: network.labellings[0],
      importance: importance, key: key)
  }

  private func column(_ found: UnitsMeasurement, _ name: String) throws -> [Double?] {
    try #require(found.table.numbers(name), "\(name)")
  }

  @Test func aUnitThatFollowsAClassTellsIt() throws {
    let found = try measure()
    #expect(found.samples == 80 && isClose(found.labelEntropy, log(4), tolerance: 1e-12))
    #expect(found.table.sites == [String](repeating: "dense_l0", count: 6))
    #expect(found.table.units.map(\.unit) == [0, 1, 2, 3, 4, 5])
    // Whether an image is of one of four classes: H(1/4).
    let entropy = -0.25 * log(0.25) - 0.75 * log(0.75)
    for unit in 0..<4 {
      #expect(try column(found, "class_selectivity")[unit] == 1)
      #expect(try column(found, "preferred_class")[unit] == Double(unit))
      let information = try #require(try column(found, "mutual_information")[unit])
      #expect(isClose(information, entropy, tolerance: 1e-9))
      let corrected = try #require(try column(found, "mutual_information_corrected")[unit])
      // The class alone fills R − 1 bins and the others that of zeros: R + 2 pairs, R bins, four classes, 80 images.
      #expect(isClose(corrected, information + 1.0 / 160, tolerance: 1e-9))
      #expect(try column(found, "zero_fraction")[unit] == 0.75)
      let null = try #require(try column(found, "mutual_information_null_95")[unit])
      #expect(null < 0.6 * information)
      #expect(try #require(try column(found, "eta_squared")[unit]) > 0.9)
    }
  }

  @Test func aSilentUnitIsMissing() throws {
    let found = try measure()
    for name in ["class_selectivity", "preferred_class", "eta_squared", "epsilon_squared"] {
      #expect(try column(found, name)[5] == nil, "\(name)")
    }
    #expect(try column(found, "mutual_information")[5] == 0)
    #expect(try column(found, "zero_fraction")[5] == 1)
    #expect(try column(found, "filter_l1")[5] == 0)
    let others = try column(found, "class_selectivity")[..<5]
    #expect(others.allSatisfy { $0 != nil })
  }

  @Test func whatNothingReadsIsUnimportant() throws {
    let found = try measure()
    let (rises, drops) = (try column(found, "loss_rise"), try column(found, "accuracy_drop"))
    #expect(rises[4] == 0 && drops[4] == 0 && rises[5] == 0 && drops[5] == 0)
    for unit in 0..<4 {
      #expect((rises[unit] ?? 0) > 0.1)
      // Of equal logits the first has it, so only class 0 is still named rightly.
      #expect(isClose(drops[unit] ?? -1, unit == 0 ? 0 : 0.25, tolerance: 1e-12))
    }
    #expect(found.baseline?.accuracy == 1 && found.baseline?.count == 80)
    #expect(try column(found, "filter_l1").prefix(5) == [1, 1, 1, 1, 8])
  }

  @Test func withoutImportanceThereIsNone() throws {
    let found = try measure(importance: false)
    #expect(found.baseline == nil && found.table.column("loss_rise") == nil)
    #expect(found.table.column("accuracy_drop") == nil)
    let whole = try measure()
    for column in found.table.columns { #expect(whole.table.column(column.name) == column) }
  }

  /// Several sites stand in one table, and signed units have indices under names of their own.
  @Test(arguments: AblationMeasurementTests.Example.allCases)
  func sitesStandInOneTable(example: AblationMeasurementTests.Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let labelling = network.labellings[example == .text ? 1 : 0]
    let found = try UnitsMeasurement(
      of: SiteDirections(unitsOf: sites), in: network, labelling: labelling, importance: true, key: key)
    #expect(found.table.units == sites.flatMap(\.references).sorted())
    let isSigned = example == .text
    #expect(found.prefix == (isSigned ? "\(labelling.name)_" : ""))
    #expect((found.table.column("class_selectivity") == nil) == isSigned)
    for name in ["absolute_selectivity", "sigmoid_selectivity", "absolute_preferred_class"] {
      #expect((found.table.column(found.prefix + name) != nil) == isSigned, "\(name)")
    }
    // Each unit removed by itself.
    let rises = try column(found, "loss_rise")
    let baseline = try #require(found.baseline)
    for (unit, rise) in zip(found.table.units, rises) {
      let site = try #require(sites.first { $0.site.name == unit.site })
      let clamp = Intervention(.clamp(units: [unit.unit], values: [0]), at: site.site)
      let score = try #require(try network.scores(underEach: [[clamp]], shouldStop: { false })?.first)
      #expect(rise == score.meanLoss - baseline.meanLoss, "\(unit)")
    }
    // The units of a site in the order of its columns.
    for (index, site) in sites.enumerated() {
      let rows = try #require(
        try network.activations(of: sites.map(\.site), shouldStop: { false }))[index]
      var means = ConditionalMeans(
        site: site.site.name, classes: labelling.classNames.count, units: site.units)
      try means.add(rows.rows, labels: labelling.labels)
      let expected = try EtaSquared(means).values
      let places = found.table.units.indices.filter { found.table.units[$0].site == site.site.name }
      #expect(try places.map { try column(found, "\(found.prefix)eta_squared")[$0] } == expected)
    }
  }

  /// Every unit is its own best partner in the same network, with correlation 1; one that never changes has none.
  @Test(arguments: AblationMeasurementTests.Example.allCases)
  func aNetworkIsItsOwnPartner(example: AblationMeasurementTests.Example) throws {
    let network = try example.examined()
    let sites = example.sites(of: network)
    let found = try UnitsMeasurement(
      of: SiteDirections(unitsOf: sites), in: network, labelling: network.labellings[0], partner: network,
      importance: false,
      key: key)
    let (partners, single) = (
      try column(found, "partner_unit"), try column(found, "partner_one_to_one_correlation")
    )
    #expect(partners.contains { $0 != nil })
    let best = try column(found, "partner_correlation")
    for (index, unit) in found.table.units.enumerated() {
      guard let partner = partners[index] else {
        #expect(single[index] == nil)
        continue
      }
      #expect(abs(abs(best[index] ?? 0) - 1) < 1e-12, "\(unit): \(partner)")
      #expect(abs(abs(single[index] ?? 0) - 1) < 1e-12)
    }
  }

  /// Images have shuffled labels; those of tokens move along the text, as often as there is room.
  @Test func theNullFitsTheRows() throws {
    let images = try measure(importance: false)
    #expect(images.nullKind == .shuffled && images.nullDraws == 20)
    #expect(images.nullSentence.contains("20 shuffles"))
    let text = try PlantedText(test: 700)
    for (count, draws) in [(600, 4), (150, 0)] {
      let network = try text.examined(text.drawn(layers: 1), count: count)
      let labelling = try #require(network.labellings.first { $0.name == "position" })
      let found = try UnitsMeasurement(
        of: SiteDirections(unitsOf: Array(network.sites.prefix(1))), in: network, labelling: labelling,
        importance: false, key: key)
      #expect(found.nullKind == .shifted && found.nullDraws == draws)
      #expect(found.nullSentence.contains(draws > 0 ? "4 circular shifts" : "too short"))
      #expect((found.table.column("\(found.prefix)mutual_information_null_95") != nil) == (draws > 0))
    }
  }

  /// Along a basis of all units nothing is lost: η² of a direction is that of the combination of units, and removing it is
  /// the projection.
  @Test(arguments: AblationMeasurementTests.Example.allCases, [DirectionKind.principal, .random, .canonical])
  func directionsAreMeasuredAlongThemselves(
    example: AblationMeasurementTests.Example, kind: DirectionKind
  ) throws {
    let network = try example.examined()
    let sites = Array(example.sites(of: network).prefix(2))
    let labelling = network.labellings[example == .text ? 1 : 0]
    let directions = try SiteDirections(kind, of: network, sites: sites, partner: network, key: key)
    let found = try UnitsMeasurement(
      of: directions, in: network, labelling: labelling, importance: true, key: key)
    #expect(found.directions == kind && found.table.units == directions.references.sorted())
    // Whatever the units are, activity along directions is signed; and filters lead to units alone.
    #expect(found.table.column("\(found.prefix)absolute_selectivity") != nil)
    #expect(found.table.column("\(found.prefix)class_selectivity") == nil)
    #expect(found.table.column("filter_l1") == nil && found.table.column("partner_unit") == nil)
    let activations = try #require(try network.activations(of: sites.map(\.site), shouldStop: { false }))
    let baseline = try #require(found.baseline)
    let (spread, rises) = (try column(found, "\(found.prefix)eta_squared"), try column(found, "loss_rise"))
    for (site, rows) in zip(sites, activations) {
      let basis = try #require(directions.basis(of: site.site))
      let along = Matrix<Float>(rows: rows.samples, columns: site.units, elements: rows.rows)
        .multiplied(by: basis, transposeOther: true)
      var means = ConditionalMeans(
        site: site.site.name, classes: labelling.classNames.count, units: basis.rows)
      try means.add(along.elements, labels: labelling.labels)
      let expected = try EtaSquared(means).values
      for direction in 0..<basis.rows where means.spread(of: direction).total > 1e-6 {
        let place = try #require(
          found.table.units.firstIndex(of: UnitReference(site: site.site.name, unit: direction)))
        #expect(isClose(spread[place] ?? -1, expected[direction] ?? -1, tolerance: 1e-3))
        let removed = Intervention(
          .remove(
            directions: basis.rows(at: [direction]), centre: [Float](repeating: 0, count: site.units)),
          at: site.site)
        let score = try #require(try network.scores(underEach: [[removed]], shouldStop: { false })?.first)
        #expect(rises[place] == score.meanLoss - baseline.meanLoss)
      }
    }
    if kind == .principal {
      let variances = try column(found, "variance")
      #expect(zip(variances, variances.dropFirst()).filter { ($0 ?? 0) < ($1 ?? 0) }.count < sites.count)
    }
    #expect((found.table.column("correlation") != nil) == (kind == .canonical))
  }

  /// What does not vary has no index: rounding along a direction of nothing tells no class.
  @Test func aDirectionOfNothingIsSilent() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4, test: 80))
    let directions = try SiteDirections(.principal, of: network, sites: network.sites, key: key)
    let found = try UnitsMeasurement(
      of: directions, in: network, labelling: network.labellings[0], importance: false, key: key)
    // Unit 5 is silent, and so is one direction of six.
    #expect(try column(found, "eta_squared")[5] == nil)
    #expect(try column(found, "eta_squared").prefix(4).allSatisfy { ($0 ?? 0) > 0 })
    #expect(abs(try #require(try column(found, "variance")[5])) < 1e-9)
  }

  @Test func stops() throws {
    let network = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4))
    for last in 1..<4 {
      var asked = 0
      #expect(throws: MeasurementStopped.self) {
        try UnitsMeasurement(
          of: SiteDirections(unitsOf: network.sites), in: network, labelling: network.labellings[0],
          importance: true, key: key
        ) {
          asked += 1
          return asked == last
        }
      }
    }
  }
}
