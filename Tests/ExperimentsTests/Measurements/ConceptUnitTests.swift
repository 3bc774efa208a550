import SingleDirections
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct ConceptUnitTests {
  private static let rows = 2000
  private static let units = 5

  /// Labels in stretches of about twenty rows, as of quotations.
  private let labels: [Int] = {
    let draws = RandomKey(seed: 11)
    var label = 0
    return (0..<rows).map { row in
      if draws.integer(row, below: 20) == 0 { label = 1 - label }
      return label
    }
  }()

  /// Noise, and in unit 3 a number of each label besides.
  private func site(_ name: String, planted: [Double]) throws -> SiteActivations {
    var values = RandomKey(seed: 12).child(name).uniforms(Self.rows * Self.units, from: -1, to: 1)
    for row in 0..<Self.rows { values[row * Self.units + 3] += Float(planted[labels[row]]) }
    return try SiteActivations(site: name, units: Self.units, rows: values)
  }

  private func best(_ site: SiteActivations, _ labels: [Int], classes: Int = 2) throws -> ConceptUnit? {
    let names = (0..<classes).map(String.init)
    return try ConceptUnit.best(of: [site], for: Labelling("quoted", classNames: names, labels: labels)).first
  }

  @Test(arguments: [4.0, -4]) func aPlantedUnitIsFound(strength: Double) throws {
    let found = try #require(try best(site("h_l0", planted: [0, strength]), labels))
    #expect(found.label == "quoted" && found.unit == UnitReference(site: "h_l0", unit: 3))
    #expect(found.chosen > 0.85 && found.heldOut > 0.85 && found.shiftedMaximum < 0.15)
    // A unit that is off while the label is on separates as well.
    #expect(found.auroc == (strength > 0 ? 1 : 0))
  }

  /// η² of the halves, by its definition.
  @Test func halvesAreJudgedApart() throws {
    let site = try site("h_l0", planted: [0, 1])
    let found = try #require(try best(site, labels))
    for (range, value) in [(0..<1000, found.chosen), (1000..<2000, found.heldOut)] {
      let column = range.map { Double(site.rows[$0 * Self.units + 3]) }
      let own = Array(labels[range])
      let mean = column.reduce(0, +) / 1000
      let total = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let between = [0, 1].reduce(0.0) { sum, label in
        let part = zip(column, own).filter { $0.1 == label }.map(\.0)
        let gap = part.reduce(0, +) / Double(part.count) - mean
        return sum + Double(part.count) * gap * gap
      }
      #expect(isClose(value, between / total, tolerance: 1e-9))
    }
  }

  @Test func nothingIsFoundInNoise() throws {
    let found = try #require(try best(site("h_l0", planted: [0, 0]), labels))
    #expect(found.heldOut < 0.02 && found.shiftedMaximum < 0.05)
    #expect(found.heldOut < 3 * found.shiftedMaximum)
  }

  @Test func oneEntryASite() throws {
    let sites = try [site("h_l0", planted: [0, 0]), site("h_l1", planted: [0, 4])]
    let labelling = Labelling("quoted", classNames: ["0", "1"], labels: labels)
    let found = try ConceptUnit.best(of: sites, for: labelling)
    #expect(found.map(\.unit.site) == ["h_l0", "h_l1"] && found[1].unit.unit == 3)
    // Three classes have no area.
    let three = labels.indices.map { labels[$0] + ($0 % 7 == 0 ? 1 : 0) }
    #expect(try best(sites[1], three, classes: 3)?.auroc == nil)
  }

  @Test func aHalfOfOneClassSaysNothing() throws {
    let site = try site("h_l0", planted: [0, 4])
    let first = labels.indices.map { $0 < 1000 ? labels[$0] : 0 }
    #expect(try best(site, first) == nil)
    #expect(try best(site, first.reversed()) == nil)
  }

  /// A silent site has no unit to choose.
  @Test func aSilentSiteHasNone() throws {
    let silent = try SiteActivations(
      site: "h_l0", units: 2, rows: [Float](repeating: 0, count: 2 * Self.rows))
    #expect(try best(silent, labels) == nil)
  }

  /// The unit of a language model that was made to follow quotations, among drawn ones, by the labels of the grammar.
  @Test func theUnitOfQuotationsIsFound() throws {
    let text = try PlantedText(test: 6000)
    let examined = try text.examined(text.withQuoteUnit())
    let sites = examined.sites.map(\.site)
    let activations = try #require(try examined.activations(of: sites, shouldStop: { false }))
    let labelling = try #require(examined.labellings.first { $0.name == "quoted" })
    let found = try ConceptUnit.best(of: activations, for: labelling)
    #expect(found.map(\.unit.site) == ["h_l0", "c_l0"])
    for concept in found {
      #expect(concept.unit.unit == PlantedText.quoteUnit)
      #expect(concept.heldOut > 0.5 && concept.shiftedMaximum < 0.3 * concept.heldOut, "\(concept)")
      #expect((concept.auroc ?? 0) > 0.9)
    }
  }
}
