import SingleDirections
import TestSupport
import Testing

struct SelectivityTests {
  private let reference = Reference.values

  private func means(
    _ rows: [Float], _ labels: [Int], classes: Int, transform: ActivationTransform = .identity
  ) throws -> ConditionalMeans {
    var means = ConditionalMeans(
      site: "a", classes: classes, units: rows.count / labels.count, transform: transform)
    try means.add(rows, labels: labels)
    return means
  }

  @Test func unitsOfKnownSelectivity() throws {
    // Units: one class only; the same for all; a copy of the first; silent; two classes of three, evenly.
    let rows: [Float] = [
      3, 0.7, 3, 0, 0,  //
      0, 0.7, 0, 0, 2,  //
      0, 0.7, 0, 0, 2,  //
      1, 0.7, 1, 0, 0,  //
      0, 0.7, 0, 0, 2,  //
    ]
    let index = try ClassSelectivityIndex(means(rows, [2, 0, 4, 2, 0], classes: 6))
    #expect(index.values[0] == 1 && index.values[2] == 1)
    #expect(agree([index.values[1]], [0], within: 1e-15))
    #expect(index.values[3] == nil)
    // (2 − 1) / (2 + 1).
    #expect(agree([index.values[4]], [1.0 / 3], within: 1e-15))
    #expect(index.preferredClasses == [2, 0, 2, nil, 0])
    #expect(index.classes == 3 && index.absentClasses == 3)
    #expect(index.measure == .classSelectivity)
  }

  @Test func indicesEqualThoseOfAPlainEvaluation() throws {
    let cases: [(rows: [Float], transform: ActivationTransform, expected: Reference.Selectivity)] = [
      (reference.rectified, .identity, reference.selectivity),
      (reference.rows, .absolute, reference.absolute_selectivity),
      (reference.rows, .sigmoid, reference.sigmoid_selectivity),
    ]
    for (rows, transform, expected) in cases {
      let index = try ClassSelectivityIndex(
        means(rows, reference.labels, classes: reference.classes, transform: transform))
      #expect(agree(index.values, expected.values, within: 1e-12))
      #expect(index.preferredClasses == expected.preferred)
      #expect(index.absentClasses == 1)
    }
  }

  @Test func negativeActivityIsRefusedWithTheMeasuresThatAreMadeForIt() throws {
    // The class means are positive: a single negative value is enough.
    let error = SingleDirectionsError.negativeActivity(UnitReference(site: "a", unit: 1), value: -0.25)
    #expect(throws: error) {
      try ClassSelectivityIndex(means([1, 5, 2, -0.25, 3, 5], [0, 1, 1], classes: 2))
    }
    #expect(error.description.contains("unit 1 of a"))
    #expect(error.description.contains("eta squared"))
    #expect(throws: SingleDirectionsError.tooFewClasses(source: "a", present: 1)) {
      try ClassSelectivityIndex(means([1, 2], [3, 3], classes: 5))
    }
  }

  @Test func explainedVarianceEqualsThatOfAnAnalysisOfVariance() throws {
    let eta = try EtaSquared(means(reference.rows, reference.labels, classes: reference.classes))
    #expect(agree(eta.values, reference.explained.eta, within: 1e-12))
    #expect(agree(eta.epsilonSquared, reference.explained.epsilon, within: 1e-12))
    #expect(agree(eta.omegaSquared, reference.explained.omega, within: 1e-12))
    #expect(eta.absentClasses == 1 && eta.classes == 5)
  }

  @Test func explainedVarianceOfKnownUnits() throws {
    // Units: the label itself, negative too; nothing to do with it; constant.
    let rows: [Float] = [-1, 1, 5, 1, 1, 5, -1, -1, 5, 1, -1, 5]
    let eta = try EtaSquared(means(rows, [0, 1, 0, 1], classes: 2))
    #expect(agree(eta.values, [1, 0, nil], within: 1e-15))
    #expect(agree(eta.epsilonSquared, [1, -0.5, nil], within: 1e-15))
    let few = try EtaSquared(means([1, 2], [0, 1], classes: 2))
    #expect(few.values == [1] && few.epsilonSquared == [nil] && few.omegaSquared == [nil])
    #expect(throws: SingleDirectionsError.tooFewClasses(source: "a", present: 1)) {
      try EtaSquared(means([1, 2], [0, 0], classes: 2))
    }
  }
}
