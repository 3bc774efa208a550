import Foundation
import SingleDirections
import Tensors
import TestSupport
import Testing

struct NoiseTests {
  private let key = RandomKey(seed: 9)

  @Test func theUsualScalesAreEvenlySpacedOnALogarithmicAxis() {
    let scales = NoisePlan.usualScales
    #expect(scales.count == 15)
    #expect(isClose(scales[0], 0.0316227766016838, tolerance: 1e-14))
    #expect(scales[14] == 10)
    for (a, b) in zip(scales, scales.dropFirst()) {
      #expect(isClose(b / a, pow(10, 2.5 / 14), tolerance: 1e-12))
    }
  }

  @Test func drawsAreTheBaselineAndThenAllScalesOfEachRepetition() throws {
    let plan = try NoisePlan(scales: [0.1, 1, 10], repeats: 4, key: key)
    let draws = plan.draws
    #expect(draws.map(\.scale) == [0] + [0.1, 1, 10, 0.1, 1, 10, 0.1, 1, 10, 0.1, 1, 10])
    #expect(draws.map(\.repetition) == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(Set(plan.keys.map(\.bits)).count == 4)
    #expect(draws.dropFirst().allSatisfy { $0.key == plan.keys[$0.repetition] })
    #expect(try NoisePlan(scales: [0.5, 2], repeats: 9, key: key).keys.prefix(4) == plan.keys[...])
  }

  @Test func aLineInTheLogarithmOfTheScaleHasTheAreaOfItsMiddle() throws {
    // Unevenly spaced: the trapezoid rule is exact for a line, whatever the points.
    let plan = try NoisePlan(scales: [0.01, 0.05, 0.1, 3, 100], repeats: 3, key: key)
    let result = try NoiseRobustness.run(plan) { draws in
      draws.map { draw in
        let level = draw.scale == 0 ? -2 : log10(draw.scale)
        return Score(count: 4, meanLoss: 5 + level, accuracy: 0.5 - level / 8 + Double(draw.repetition) / 100)
      }
    }
    #expect(isClose(result.loss.area.mean, 5, tolerance: 1e-14))
    #expect(result.baseline.meanLoss == 3 && result.samples == 4)
    let accuracy = try #require(result.accuracy)
    #expect(agree(accuracy.areas, [0.5, 0.51, 0.52], within: 1e-14))
    // 0.01 · t(0.975, 2) / √3.
    let half = 0.01 * 4.302652729749464 / 3.0.squareRoot()
    let interval = try #require(accuracy.area.interval)
    #expect(agree([interval.low, interval.high], [0.51 - half, 0.51 + half], within: 1e-14))
  }

  @Test(arguments: [[], [1], [1, 1], [2, 1], [0, 1], [-1, 1], [1, .infinity], [.nan, 1]] as [[Double]])
  func badScalesAreRefused(scales: [Double]) {
    #expect(throws: SingleDirectionsError.self) { try NoisePlan(scales: scales, key: key) }
  }

  @Test func badRepeatsAndScoresAreRefused() throws {
    for repeats in [.min, 0, 100_001, .max] {
      #expect(
        throws: SingleDirectionsError.setting(
          name: "the number of repetitions of noise", value: "\(repeats)", needed: "from 1 to 100000")
      ) { try NoisePlan(repeats: repeats, key: key) }
    }
    let plan = try NoisePlan(scales: [0.5, 2], key: key)
    #expect(throws: SingleDirectionsError.score(change: "noise of scale 2.0", value: "nan")) {
      try NoiseRobustness.run(plan) { $0.map { Score(count: 1, meanLoss: $0.scale == 2 ? .nan : 1) } }
    }
  }
}
