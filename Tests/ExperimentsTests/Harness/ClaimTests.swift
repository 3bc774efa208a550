import Foundation
import Testing

@testable import Experiments

struct ClaimTests {
  private let claim = Claim(
    name: "a", statement: "it grows", published: "nowhere", effect: "growth", leastEffect: 0.5)

  /// The interval, not the mean, decides, and few networks decide nothing.
  @Test(
    arguments: [
      ([1, 1.1, 0.9, 1, 1], .seen), ([0.5, 0.5, 0.5, 0.5, 0.5], .seen),
      ([0.1, 0.2, 0.1, 0.2, 0.1], .notSeen),
      ([-3, -3.1, -3, -3, -2.9], .notSeen), ([0.2, 1.4, 0.5, 1, 0.9], .undecided),
      ([0, 0.4, 0.6, 0.5, 0.1], .undecided), ([1, 1.1, 0.9, 1], .undecided), ([0, 0, 0, 0], .undecided),
      ([1], .undecided),
    ] as [([Double], Judgement.Verdict)])
  func verdicts(_ effects: [Double], _ verdict: Judgement.Verdict) {
    let judgement = claim.judged(by: effects)
    #expect(judgement.verdict == verdict)
    #expect(judgement.effects == effects && judgement.claim == claim)
    #expect((judgement.interval == nil) == (effects.count == 1))
  }

  @Test func jsonReadsBack() throws {
    let judgement = claim.judged(by: [1, 2, 3, 4, 5])
    let json = try JSONEncoder().encode(judgement)
    #expect(try JSONDecoder().decode(Judgement.self, from: json) == judgement)
    #expect(String(decoding: json, as: UTF8.self).contains("\"least_effect\""))
  }
}
