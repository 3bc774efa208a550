import SingleDirections
import Tensors
import TestSupport
import Testing

@testable import Experiments

struct ConceptUnitTests {
  private static let rows = 2000
  private static let units = 5
  private let key = RandomKey(seed: 13)

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

  private func best(
    _ site: SiteActivations, _ labels: [Int], classes: Int = 2, places: [Int]? = Array(0..<rows)
  ) throws -> ConceptUnit? {
    let names = (0..<classes).map(String.init)
    let labelling = Labelling("quoted", classNames: names, labels: labels, places: places)
    return try ConceptUnit.best(of: [site], for: labelling, key: key).first
  }

  private func findings(_ concepts: [ConceptUnit]) -> [String] {
    ConceptUnit.findings(concepts) { $0 < 0.5 ? "small" : "large" }
  }

  @Test(arguments: [4.0, -4]) func aPlantedUnitIsFound(strength: Double) throws {
    let found = try #require(try best(site("h_l0", planted: [0, strength]), labels))
    #expect(found.label == "quoted" && found.unit == UnitReference(site: "h_l0", unit: 3))
    let null = try #require(found.null)
    #expect(found.chosen > 0.85 && found.heldOut > 0.85 && null.percentile95 < 0.2)
    #expect(null.kind == .shifted && null.draws == 9 && found.isAboveNull == true)
    // A unit that is off while the label is on separates as well.
    let area = try #require(found.area)
    #expect(area.isHigher == (strength > 0) && area.heldOut == 1)
    #expect(try #require(area.null).percentile95 < 0.8)
    let sentence = findings([found])[0]
    #expect(
      sentence.hasPrefix(
        "quoted: unit 3 of h_l0 is \(strength > 0 ? "higher" : "lower") with it, with η² large"))
  }

  /// A unit whose direction turns between the halves is judged by the one that it had where it was chosen.
  @Test(arguments: [4.0, -4]) func theDirectionIsChosenOnTheFirstHalf(strength: Double) throws {
    let (early, late) = (
      try site("h_l0", planted: [0, strength]), try site("h_l0", planted: [0, -strength])
    )
    let half = Self.rows / 2 * Self.units
    let turned = try SiteActivations(
      site: "h_l0", units: Self.units, rows: Array(early.rows[..<half] + late.rows[half...]))
    let found = try #require(try best(turned, labels))
    #expect(found.unit.unit == 3)
    let area = try #require(found.area)
    #expect(area.isHigher == (strength > 0) && area.heldOut == 0)
  }

  /// Rows that lie in lanes, [position][lane], are those of the text in another order.
  @Test func halvesAndShiftsFollowTheText() throws {
    let plain = try site("h_l0", planted: [0, 1])
    let lanes = 8
    let places = (0..<Self.rows).map { $0 % lanes * (Self.rows / lanes) + $0 / lanes }
    let laid = try SiteActivations(
      site: "h_l0", units: Self.units,
      rows: places.flatMap { plain.rows[$0 * Self.units..<($0 + 1) * Self.units] })
    #expect(try best(laid, places.map { labels[$0] }, places: places) == best(plain, labels))
  }

  /// Rows without places are independent, and their labels are shuffled.
  @Test func independentRowsHaveShuffledLabels() throws {
    let found = try #require(try best(site("h_l0", planted: [0, 4]), labels, places: nil))
    #expect(found.null?.kind == .shuffled && found.null?.draws == 20 && found.isAboveNull == true)
    #expect(findings([found])[0].contains("with labels shuffled the best of all units reaches η² small"))
  }

  @Test func aShortTextHasNoNull() throws {
    let few = 300
    let rows = try site("h_l0", planted: [0, 4]).rows
    let found = try #require(
      try best(
        SiteActivations(site: "h_l0", units: Self.units, rows: Array(rows[..<(few * Self.units)])),
        Array(labels[..<few]), places: Array(0..<few)))
    #expect(found.null == nil && found.isAboveNull == nil)
    #expect(findings([found])[0].hasSuffix("the text is too short to tell that from chance."))
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
    #expect(try found.heldOut < 0.02 && #require(found.null).percentile95 < 0.05)
    #expect(found.isAboveNull == false)
    #expect(findings([found])[0].hasPrefix("quoted: not above the null: unit "))
  }

  /// Of each shift the null takes the best of all units, whichever it is.
  @Test func theNullIsThatOfTheBestOfAllUnits() throws {
    let site = try site("h_l0", planted: [0, 1])
    let later = Array(site.rows[(Self.rows / 2 * Self.units)...])
    let shifts = NullLabels.shifted(places: Array(0..<Self.rows / 2))
    let maxima = try shifts.moved(Array(labels[(Self.rows / 2)...])).map { moved in
      var means = ConditionalMeans(site: "h_l0", classes: 2, units: Self.units)
      try means.add(later, labels: moved)
      return try EtaSquared(means).values.compactMap(\.self).max() ?? 0
    }
    #expect(try #require(try best(site, labels)).null == NullSummary(maxima, of: .shifted))
  }

  @Test func theSiteOfTheSentenceIsChosenOnTheFirstHalf() throws {
    let found = try [0.5, 4, 1].enumerated().map { layer, strength in
      try #require(try best(site("h_l\(layer)", planted: [0, strength]), labels))
    }
    let sentences = findings(found)
    #expect(sentences.count == 1 && sentences[0].hasPrefix("quoted: unit 3 of h_l1"))
  }

  @Test func oneEntryASite() throws {
    let sites = try [site("h_l0", planted: [0, 0]), site("h_l1", planted: [0, 4])]
    let labelling = Labelling(
      "quoted", classNames: ["0", "1"], labels: labels, places: Array(labels.indices))
    let found = try ConceptUnit.best(of: sites, for: labelling, key: key)
    #expect(found.map(\.unit.site) == ["h_l0", "h_l1"] && found[1].unit.unit == 3)
    // Three classes have no area.
    let three = labels.indices.map { labels[$0] + ($0 % 7 == 0 ? 1 : 0) }
    #expect(try best(sites[1], three, classes: 3)?.area == nil)
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
    let found = try ConceptUnit.best(of: activations, for: labelling, key: key)
    #expect(found.map(\.unit.site) == ["h_l0", "c_l0"])
    for concept in found {
      #expect(concept.unit.unit == PlantedText.quoteUnit)
      #expect(concept.heldOut > 0.5 && concept.isAboveNull == true, "\(concept)")
      #expect(concept.area?.isHigher == true && (concept.area?.heldOut ?? 0) > 0.9)
    }
  }
}
