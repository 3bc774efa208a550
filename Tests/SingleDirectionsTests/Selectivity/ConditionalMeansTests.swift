import SingleDirections
import Tensors
import TestSupport
import Testing

struct ConditionalMeansTests {
  private let key = RandomKey(seed: 21)

  private func sample(_ samples: Int, _ units: Int, classes: Int) -> (rows: [Float], labels: [Int]) {
    let rows = key.normals(samples * units).map { Float($0 + 3) }
    return (rows, (0..<samples).map { key.child("labels").integer($0, below: classes) })
  }

  /// Class means and spreads in plain loops of two passes.
  private func direct(_ rows: [Float], _ labels: [Int], units: Int, unit: Int, classes: Int)
    -> (means: [Double?], mean: Double, total: Double, within: Double)
  {
    let values = labels.indices.map { Double(rows[$0 * units + unit]) }
    let mean = values.reduce(0, +) / Double(values.count)
    let means = (0..<classes).map { label -> Double? in
      let own = labels.indices.filter { labels[$0] == label }.map { values[$0] }
      return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
    }
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let within = labels.indices.reduce(0.0) { sum, i in
      let gap = values[i] - (means[labels[i]] ?? 0)
      return sum + gap * gap
    }
    return (means, mean, total, within)
  }

  @Test func meansAndSpreadsEqualThoseOfPlainLoops() throws {
    let units = 300
    let (rows, labels) = sample(200, units, classes: 5)
    var means = ConditionalMeans(site: "a", classes: 7, units: units)
    try means.add(rows, labels: labels)
    #expect(means.samples == 200 && means.absentClasses == 2)
    for unit in [0, 127, 128, 255, 299] {
      let expected = direct(rows, labels, units: units, unit: unit, classes: 7)
      #expect(agree(means.classMeans(of: unit), expected.means, within: 1e-12))
      let spread = means.spread(of: unit)
      #expect(isClose(spread.mean, expected.mean, tolerance: 1e-13))
      #expect(isClose(spread.total, expected.total, tolerance: 1e-12))
      #expect(isClose(spread.within, expected.within, tolerance: 1e-12))
      #expect(means.minimum(of: unit) == labels.indices.map { Double(rows[$0 * units + unit]) }.min())
    }
  }

  @Test func batchesChangeNoBitHoweverTheyAreCut() throws {
    // 700 × 200 values are added by many threads; cut small, by one.
    let units = 200
    let (rows, labels) = sample(700, units, classes: 4)
    var whole = ConditionalMeans(site: "a", classes: 4, units: units)
    try whole.add(rows, labels: labels)
    for length in [1, 13, 350, 699] {
      var cut = ConditionalMeans(site: "a", classes: 4, units: units)
      for start in stride(from: 0, to: 700, by: length) {
        let end = min(700, start + length)
        try cut.add(Array(rows[start * units..<end * units]), labels: Array(labels[start..<end]))
      }
      #expect(cut == whole)
    }
  }

  @Test func aConstantUnitHasNoSpreadAndALargeMeanCostsFewDigits() throws {
    let noise = key.normals(400)
    let rows = (0..<400).flatMap { [Float(0.1), Float(4096 + noise[$0])] }
    let labels = (0..<400).map { $0 % 3 }
    var means = ConditionalMeans(site: "a", classes: 3, units: 2)
    try means.add(Array(rows[..<200]), labels: Array(labels[..<100]))
    try means.add(Array(rows[200...]), labels: Array(labels[100...]))
    #expect(means.spread(of: 0).total == 0)
    let expected = direct(rows, labels, units: 2, unit: 1, classes: 3)
    #expect(isClose(means.spread(of: 1).total, expected.total, tolerance: 1e-12))
  }

  @Test func badBatchesAreRefusedWithTheirPlaceAndNotAdded() throws {
    var means = ConditionalMeans(site: "h_l0", classes: 2, units: 3)
    try means.add([1, 2, 3, 4, 5, 6], labels: [0, 1])
    let before = means
    #expect(throws: SingleDirectionsError.label(site: "h_l0", sample: 3, label: 2, classes: 2)) {
      try means.add([1, 2, 3, 4, 5, 6], labels: [0, 2])
    }
    #expect(throws: SingleDirectionsError.label(site: "h_l0", sample: 2, label: -1, classes: 2)) {
      try means.add([1, 2, 3], labels: [-1])
    }
    #expect(throws: SingleDirectionsError.notFinite(source: "h_l0", row: 3, column: 1, value: "nan")) {
      try means.add([1, 2, 3, 4, .nan, 6], labels: [0, 1])
    }
    #expect(throws: SingleDirectionsError.notFinite(source: "h_l0", row: 5, column: 2, value: "-inf")) {
      try means.add(
        [Float](repeating: 1, count: 11) + [-.infinity] + [Float](repeating: 1, count: 9),
        labels: [0, 1, 0, 1, 0, 1, 0])
    }
    #expect(means == before)
    try means.add([], labels: [])
    #expect(means == before)
  }
}
