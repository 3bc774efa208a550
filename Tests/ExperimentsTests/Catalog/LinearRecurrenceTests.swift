import Storage
import Tensors
import Testing

@testable import Experiments

struct LinearRecurrenceTests {
  /// What holds by construction is a test and no claim: F8.
  @Test func distancesInTheTable() throws {
    let report = try LinearRecurrence.run(ExperimentConditions(scale: .quick, key: RandomKey(seed: 4)))
    let table = try #require(report.tables.first?.table)
    #expect(table.rowCount == 2 * 20 * StepDistances.Distance.allCases.count)
    for row in 0..<table.rowCount {
      let value = try #require(table["value"]?[row].number)
      let step = try #require(table["step"]?[row].number)
      switch table["distance"]?[row].text {
      case "cca", "pwcca": #expect(value >= 0 && value < 1e-10)
      case "cosine", "euclidean", "centred_cosine": #expect(step == 19 ? value < 1e-6 : value > 0.4)
      default: Issue.record("an unknown distance")
      }
    }
  }
}
