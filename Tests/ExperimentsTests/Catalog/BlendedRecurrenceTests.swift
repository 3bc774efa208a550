import Tensors
import Testing

@testable import Experiments

struct BlendedRecurrenceTests {
  /// F9: recognised where weights are small, not where they are as published.
  @Test func verdicts() throws {
    let report = try BlendedRecurrence.run(ExperimentConditions(scale: .quick, key: RandomKey(seed: 3)))
    let verdicts = Dictionary(
      report.judgements.map { ($0.claim.name, $0.verdict) }, uniquingKeysWith: { first, _ in first })
    #expect(verdicts["recognised-alpha-1-scaled"] == .seen)
    for setting in ["alpha-1", "alpha-10", "alpha-100"] {
      #expect(verdicts["recognised-\(setting)"] == .notSeen)
      #expect(verdicts["below-cosine-\(setting)"] == .seen)
    }
  }
}
