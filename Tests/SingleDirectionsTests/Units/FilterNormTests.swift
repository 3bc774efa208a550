import SingleDirections
import TestSupport
import Testing

struct FilterNormTests {
  private let weights: [Float] = [3, -4, 0, 1, 1, -1]

  @Test func normsAreThoseOfEachUnitsRow() throws {
    let norm = try FilterNorm(site: "conv_l0", weights: weights, units: 2)
    #expect(norm.l1 == [7, 3])
    #expect(agree(norm.l2, [5, 3.0.squareRoot()], within: 1e-15))
    #expect(norm.foldedL1 == nil && norm.foldedL2 == nil)
  }

  @Test func theScaleOfABatchNormIsFoldedIn() throws {
    let scale = BatchNormScale(weight: [-2, 0.5], variance: [3.75, 0], epsilon: 0.25)
    let norm = try FilterNorm(site: "conv_l0", weights: weights, units: 2, batchNorm: scale)
    // |−2| / √4 = 1 and 0.5 / √0.25 = 1; then doubled weights and a variance four times as large change
    // nothing.
    #expect(agree(norm.foldedL1 ?? [], [7, 3], within: 1e-15))
    let doubled = try FilterNorm(
      site: "conv_l0", weights: weights.map { 2 * $0 }, units: 2,
      batchNorm: BatchNormScale(weight: [-2, 0.5], variance: [15, 0], epsilon: 1))
    #expect(agree(doubled.foldedL2 ?? [], norm.foldedL2 ?? [], within: 1e-14))
    #expect(doubled.l1 == [14, 6])
  }

  @Test func badWeightsAndVariancesAreRefused() {
    #expect(
      throws: SingleDirectionsError.notFinite(
        source: "the weights of conv_l0", row: 1, column: 0, value: "nan")
    ) { try FilterNorm(site: "conv_l0", weights: [1, 2, .nan, 4], units: 2) }
    let negative = BatchNormScale(weight: [1, 1], variance: [1, -1], epsilon: 1e-5)
    #expect(throws: SingleDirectionsError.self) {
      try FilterNorm(site: "conv_l0", weights: weights, units: 2, batchNorm: negative)
    }
    #expect(throws: SingleDirectionsError.empty("weight of conv_l0")) {
      try FilterNorm(site: "conv_l0", weights: [], units: 2)
    }
  }
}
