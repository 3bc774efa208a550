import Testing

@testable import Figures

@Suite struct AxisTests {
  @Test(arguments: [
    ("h_l0", "layer 0 (h_l0)"), ("gates_l12", "layer 12 (gates_l12)"), ("embedding", "embedding"),
    ("h_l", "h_l"), ("h_l01", "h_l01"), ("a_b_l0", "a_b_l0"), ("_l0", "_l0"), ("h_l-1", "h_l-1"), ("", ""),
  ]) func sitesAreCalledLayers(label: String, expected: String) {
    #expect(displayName(label) == expected)
  }

  @Test func stepZeroStandsLeftOfTheFirstStepOfALogarithmicAxis() throws {
    let ticks = try #require(LogarithmicTicks([0, 1, 128, 12_000]))
    #expect(ticks.zeroPosition == 1.0 / 3)
    #expect(ticks.ticks.map(\.text) == ["0", "1", "10", "100", "1k", "10k"])
    #expect(ticks.range.lowerBound < log10(1.0 / 3))
    #expect(ticks.range.upperBound > log10(12_000))
  }

  @Test func aShortLogarithmicAxisHasTicksBetweenThePowers() throws {
    let ticks = try #require(LogarithmicTicks([60, 1300]))
    #expect(ticks.zeroPosition == nil)
    #expect(ticks.ticks.map(\.text) == ["100", "200", "500", "1k"])
    #expect(LogarithmicTicks([0, -1]) == nil)
  }

  @Test func logarithmicAxesBelowOneHavePlainTicks() throws {
    let ticks = try #require(LogarithmicTicks([0, 0.0316, 0.5, 10]))
    #expect(ticks.ticks.map(\.text) == ["0", "0.1", "1", "10"])
    #expect(try #require(LogarithmicTicks([0.25, 2])).ticks.map(\.text) == ["0.5", "1", "2"])
  }

  @Test(arguments: [
    (0, "0"), (0.5, "0.5000"), (-0.123456, "-0.1235"), (12.3, "12.30"), (1234.4, "1234"), (9999.6, "10000"),
    (12_345.6, "12346"), (0.000_123_46, "0.0001235"), (0.000_012_34, "1.234e-05"), (1e7, "1.000e+07"),
    (.nan, "not a number"), (-.infinity, "−∞"),
  ]) func numbersHaveFourDigits(value: Double, text: String) { #expect(fourDigits(value) == text) }

  @Test func numbersOfAColumnLineUp() {
    #expect(alignedNumbers([0.5, nil, 0.123456]) == ["0.5000", nil, "0.1235"])
    #expect(alignedNumbers([1234.5, 2]) == ["1234", "2"])
    #expect(alignedNumbers([1, 1e-7]) == ["1", "1e-07"])
    #expect(alignedNumbers([1, .nan]) == ["1.000", "not a number"])
  }
}
