import SingleDirections
import Testing

struct SingleDirectionsErrorTests {
  @Test func everyErrorIsOneSentenceThatSaysWhere() {
    let unit = UnitReference(site: "conv_l4", unit: 7)
    let errors: [(SingleDirectionsError, [String])] = [
      (.setting(name: "the number of bins", value: "1", needed: "at least 2"), ["bins", "1", "at least 2"]),
      (.empty("unit to remove"), ["unit to remove"]),
      (.duplicateUnit(unit, list: "the units"), ["unit 7 of conv_l4", "the units"]),
      (.duplicateColumn("auroc"), ["'auroc'"]),
      (.label(site: "conv_l4", sample: 3, label: 12, classes: 10), ["conv_l4", "3", "12", "9"]),
      (.notFinite(source: "conv_l4", row: 2, column: 5, value: "nan"), ["conv_l4", "2", "5", "nan"]),
      (.score(change: "3 of 9 units removed", value: "inf"), ["3 of 9", "inf"]),
      (.negativeActivity(unit, value: -1), ["unit 7 of conv_l4", "-1", "eta squared", "sigmoid"]),
      (.tooFewClasses(source: "conv_l4", present: 1), ["conv_l4", "1"]),
      (.notPositive(name: "the variance of unit", index: 4, value: -2), ["4", "-2"]),
      (.dependentDirection(row: 1, of: 3), ["1", "3"]),
      (.noVariance(source: "conv_l4"), ["conv_l4"]),
      (.decomposition(reason: "it did not converge"), ["converge"]),
    ]
    for (error, parts) in errors {
      let text = error.description
      #expect(parts.allSatisfy { text.contains($0) }, "\(text)")
      #expect(!text.contains(". ") && !text.hasSuffix("."), "\(text)")
    }
  }
}
