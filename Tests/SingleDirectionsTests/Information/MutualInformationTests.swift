import Foundation
import SingleDirections
import Tensors
import TestSupport
import Testing

struct MutualInformationTests {
  private let reference = Reference.values
  private let key = RandomKey(seed: 31)

  private func information(
    _ rows: [Float], units: Int, _ labels: [Int], classes: Int, bins: Int = 10, null: NullLabels? = nil
  ) throws -> MutualInformation {
    try MutualInformation(
      SiteActivations(site: "a", units: units, rows: rows), labels: labels, classes: classes,
      bins: bins, null: null)
  }

  @Test func estimatesEqualThoseOfAPlainEvaluation() throws {
    for (rows, expected) in zip(
      [reference.rows, reference.rectified, reference.rows], reference.information)
    {
      let result = try information(
        rows, units: Reference.units, reference.labels, classes: reference.classes, bins: expected.bins)
      #expect(agree(result.plugIn, expected.plug_in, within: 1e-12))
      #expect(agree(result.corrected, expected.corrected, within: 1e-12))
      #expect(isClose(result.labelEntropy, reference.label_entropy, tolerance: 1e-13))
      #expect(result.classes == 5 && result.absentClasses == 1 && result.null == nil)
    }
  }

  @Test func aUnitThatIsTheLabelTellsItsEntropyAndAConstantOneNothing() throws {
    let labels = (0..<400).map { $0 % 4 }
    let rows = labels.flatMap { label -> [Float] in [Float(label), 1.5, Float(label / 2), 0] }
    let result = try information(rows, units: 4, labels, classes: 4)
    #expect(agree(result.plugIn, [log(4), 0, log(2), 0], within: 1e-14))
    #expect(isClose(result.labelEntropy, log(4), tolerance: 1e-14))
    #expect(result.zeroFractions == [0.25, 0, 0.5, 1])
    // Of the entropy of the labels and of the unit, that of the pairs is the same as one: 4 + 4 − 4 − 1 cells.
    let corrected: [Double?] = [log(4.0) + 3.0 / 800, 0, log(2.0) + 1.0 / 800, 0]
    #expect(agree(result.corrected, corrected, within: 1e-14))
  }

  /// 1, 2 and 3 with two classes, once in all pairs and once in four of the six.
  @Test(arguments: [
    (values: [1, 2, 3, 1, 2, 3, 1, 2], labels: [0, 0, 0, 1, 1, 1, 0, 1], cells: 6),
    (values: [1, 1, 2, 3, 2, 1, 1, 2], labels: [0, 0, 1, 1, 0, 0, 0, 1], cells: 4),
  ])
  func theCorrectionCountsThePairsThatOccur(values: [Int], labels: [Int], cells: Int) throws {
    let result = try information(values.map(Float.init), units: 1, labels, classes: 2)
    func entropy(_ keys: [Int]) -> (value: Double, cells: Int) {
      let counts = Dictionary(keys.map { ($0, 1.0) }, uniquingKeysWith: +).values
      return (counts.reduce(0) { $0 - $1 / 8 * log($1 / 8) }, counts.count)
    }
    let (x, y, both) = (entropy(values), entropy(labels), entropy(zip(values, labels).map { 10 * $0 + $1 }))
    #expect(x.cells == 3 && y.cells == 2 && both.cells == cells)
    #expect(agree(result.plugIn, [x.value + y.value - both.value], within: 1e-14))
    // A full table takes (3 − 1)(2 − 1) / 16 off.
    let taken = Double(cells - 3 - 2 + 1) / 16
    #expect(agree(result.corrected, [x.value + y.value - both.value - taken], within: 1e-14))
    #expect(cells < 6 || taken == 2.0 / 16)
  }

  /// With few samples a class too little is taken off, but never so much that units seem to tell less than nothing.
  @Test(arguments: [2, 20, 200, 2000])
  func ofIndependentDataTheCorrectedMeanIsNearerToZero(classes: Int) throws {
    let (samples, units) = (3000, 16)
    let labels = (0..<samples).map { key.child("labels").integer($0, below: classes) }
    let rows = key.child("noise").normals(samples * units).map { Float($0) }
    let result = try information(rows, units: units, labels, classes: classes)
    let plugIn = result.plugIn.reduce(0, +) / Double(units)
    let corrected = result.corrected.reduce(0, +) / Double(units)
    #expect(abs(corrected) < 0.95 * plugIn && corrected > -0.001, "\(plugIn) \(corrected)")
    if classes <= 20 { #expect(abs(corrected) < 0.1 * plugIn, "\(plugIn) \(corrected)") }
  }

  @Test func zerosHaveABinOfTheirOwn() throws {
    // Zero tells the label; with one value on either side of it, percentiles alone could not.
    let rows: [Float] = [0, -1, -0.0, 1, 0, -1, 0, 1]
    let labels = [0, 1, 0, 1, 0, 1, 0, 1]
    let result = try information(rows, units: 1, labels, classes: 2, bins: 2)
    #expect(agree(result.plugIn, [log(2)], within: 1e-15))
    #expect(result.zeroFractions == nil, "zeros of signed activity say nothing")
  }

  @Test(arguments: [1, 10, 100, 190, 199])
  func aRareValueAndACommonOneAreToldApart(rare: Int) throws {
    // Two values without zeros, either of which may be the rare one: the unit is the label.
    let labels = (0..<200).map { $0 < rare ? 1 : 0 }
    let result = try information(labels.map { Float(3 - 4 * $0) }, units: 1, labels, classes: 2)
    #expect(agree(result.plugIn, [result.labelEntropy], within: 1e-14))
  }

  @Test func valuesWithoutTiesFillTheirBinsEvenly() throws {
    // 10 bins of 7 values, each of a class of its own.
    let rows = (0..<70).map { Float(($0 * 37) % 70) - 35.5 }
    let labels = rows.map { Int($0 + 35.5) / 7 }
    let result = try information(rows, units: 1, labels, classes: 10)
    #expect(agree(result.plugIn, [log(10.0)], within: 1e-14))
  }

  @Test func independentLabelsLieInTheNullAndAUnitThatTellsLiesFarAboveIt() throws {
    let samples = 3000
    let labels = (0..<samples).map { key.child("labels").integer($0, below: 5) }
    let noise = key.child("noise").normals(samples * 40)
    // Unit 0 tells, the others do not; all values are positive, so that there are 10 bins.
    let rows = (0..<samples * 40).map { i in
      Float(20 + noise[i] + (i % 40 == 0 ? Double(labels[i / 40]) : 0))
    }
    let shuffled = NullLabels.shuffled(samples: samples, key: key)
    let result = try information(rows, units: 40, labels, classes: 5, null: shuffled)
    let null = try #require(result.null)
    #expect(result.plugIn[0] > 10 * null[0].percentile95 && null.allSatisfy { $0.draws == 20 })
    // Every pair of bin and class occurs, and the bias of independent data is (R − 1)(C − 1) / (2N) = 0.006.
    let means = null.map(\.mean).reduce(0, +) / 40
    #expect(isClose(means, 36.0 / 6000, tolerance: 0.05))
    let rest = result.corrected.dropFirst()
    #expect(abs(rest.reduce(0, +) / 39) < 0.0006)
    // One in twenty of independent units lies above its 95th percentile.
    #expect((1..<40).count { result.plugIn[$0] > null[$0].percentile95 } <= 7)
    #expect(try information(rows, units: 40, labels, classes: 5, null: shuffled) == result)
    let without = try information(rows, units: 40, labels, classes: 5)
    #expect(without.plugIn == result.plugIn && without.null == nil)
  }

  /// Units that drift and labels in stretches have nothing to do with each other, and yet more in common than shuffled
  /// labels have.
  @Test func shiftsKnowThatTokensResembleTheirNeighbours() throws {
    let (samples, units) = (4000, 30)
    var label = 0
    let labels = (0..<samples).map { row in
      if key.child("turn").integer(row, below: 40) == 0 { label = 1 - label }
      return label
    }
    let noise = key.child("drift").normals(samples * units)
    var values = [Double](repeating: 0, count: units)
    let rows = (0..<samples * units).map { i in
      values[i % units] = 0.97 * values[i % units] + noise[i]
      return Float(values[i % units])
    }
    let shifts = NullLabels.shifted(places: Array(0..<samples))
    let shuffles = NullLabels.shuffled(samples: samples, key: key)
    let found = try information(rows, units: units, labels, classes: 2, null: shifts)
    let (shifted, shuffled) = (
      try #require(found.null),
      try #require(try information(rows, units: units, labels, classes: 2, null: shuffles).null)
    )
    #expect(shifted.allSatisfy { $0.kind == .shifted && $0.draws == 20 })
    #expect(shuffled.allSatisfy { $0.kind == .shuffled })
    #expect((0..<units).count { found.plugIn[$0] > shuffled[$0].percentile95 } > 20)
    #expect((0..<units).count { found.plugIn[$0] > shifted[$0].percentile95 } < 6)
  }

  @Test func badInputIsRefused() throws {
    #expect(throws: SingleDirectionsError.label(site: "a", sample: 1, label: 2, classes: 2)) {
      try information([1, 2], units: 1, [0, 2], classes: 2)
    }
    #expect(throws: SingleDirectionsError.tooFewClasses(source: "a", present: 1)) {
      try information([1, 2], units: 1, [1, 1], classes: 2)
    }
    #expect(
      throws: SingleDirectionsError.setting(name: "the number of bins", value: "1", needed: "at least 2")
    ) { try information([1, 2], units: 1, [0, 1], classes: 2, bins: 1) }
    #expect(throws: SingleDirectionsError.notFinite(source: "a", row: 1, column: 0, value: "nan")) {
      try information([1, .nan], units: 1, [0, 1], classes: 2)
    }
    #expect(throws: SingleDirectionsError.empty("sample of a")) {
      try information([], units: 1, [], classes: 2)
    }
  }
}
