import SingleDirections
import Tensors
import TestSupport
import Testing

struct AUROCTests {
  private let reference = Reference.values
  private let key = RandomKey(seed: 4)

  private func activations(_ rows: [Float], units: Int = Reference.units) throws -> SiteActivations {
    try SiteActivations(site: "a", units: units, rows: rows)
  }

  @Test func areasEqualThoseOfMannAndWhitney() throws {
    let labels = reference.labels.map { $0 >= 2 }
    for (rows, expected) in [
      (reference.rows, reference.auroc), (reference.rectified, reference.auroc_rectified),
    ] {
      let auroc = try AUROC(activations(rows), labels: labels)
      #expect(agree(auroc.values, expected, within: 1e-14))
      #expect(auroc.positives + auroc.negatives == labels.count && auroc.nullMaximum == nil)
    }
  }

  @Test func separatingUnitsHaveTheAreasOneAndZero() throws {
    // Units: above for the label; below; −0 and 0 are the same value; constant.
    let rows: [Float] = [2, -3, 0, 1, 1, -1, -0.0, 1, 5, -9, 0, 1, -1, 4, -0.0, 1]
    let auroc = try AUROC(activations(rows, units: 4), labels: [true, false, true, false])
    #expect(auroc.values == [1, 0, 0.5, 0.5])
    #expect(throws: SingleDirectionsError.tooFewClasses(source: "a", present: 1)) {
      try AUROC(activations([1, 2], units: 1), labels: [true, true])
    }
  }

  @Test func theMaximumOfUnitsUnderShuffledLabelsGrowsWithTheirNumber() throws {
    let samples = 100
    let labels = (0..<samples).map { $0 % 2 == 0 }
    func maximum(_ units: Int) throws -> NullSummary {
      // The first unit is the label itself, which must not matter to the null.
      var rows = key.normals(samples * units).map { Float($0) }
      for i in 0..<samples { rows[i * units] = labels[i] ? 1 : 0 }
      let null = NullLabels.shuffled(samples: samples, count: 40, key: key)
      let auroc = try AUROC(activations(rows, units: units), labels: labels, null: null)
      #expect(auroc.values[0] == 1)
      return try #require(auroc.nullMaximum)
    }
    let one = try maximum(1)
    let many = try maximum(200)
    // One unit: 0.5 and the mean magnitude of a normal number of deviation near √(101 / (12 · 50 · 50)) =
    // 0.058.
    #expect(one.mean > 0.52 && one.mean < 0.58)
    #expect(many.mean > 0.63 && many.mean < 0.72 && many.percentile95 >= many.mean)
    #expect(try maximum(200) == many)
  }
}
