@testable import Analysis
import Testing

struct EarlyStepsTests {
  @Test func earlyIsAQuarterOfTheStepsWeighedByTheirLogarithm() {
    let early = EarlySteps([0, 1, 2, 4, 16, 40, 64])
    #expect(early.indices == [1, 2, 3, 4])
    #expect(early.hasStepZero)
    // Intervals of one, one and two octaves.
    for (weight, expected) in zip(early.weights, [1.0 / 8, 2.0 / 8, 3.0 / 8, 2.0 / 8]) {
      #expect(abs(weight - expected) < 1e-12)
    }
  }

  @Test func weightsDoNotDependOnHowDenselyStepsAreRecorded() {
    let dense = EarlySteps(Array(0...64))
    #expect(abs(dense.weights.reduce(0, +) - 1) < 1e-12)
    // The weight of steps 1 to 4 is half of that of 1 to 16, but for the trapezoid that straddles 4.
    let half = zip(dense.indices, dense.weights).filter { $0.0 <= 4 }.reduce(0) { $0 + $1.1 }
    #expect(abs(half - 0.5) < 0.06)
  }

  @Test func withoutEarlyStepsTheFirstOneCounts() {
    #expect(EarlySteps([0, 50, 100]).indices == [1])
    #expect(EarlySteps([0, 50, 100]).weights == [1])
    #expect(EarlySteps([50, 100]).hasStepZero == false)
  }

  @Test func derivativesOfProgressAreDifferences() {
    let step = 1e-6
    let progress = Progress(score: 0.7, untrained: 0.2)
    #expect(abs(progress.value - 0.625) < 1e-12)
    let byScore = (Progress(score: 0.7 + step, untrained: 0.2).value - progress.value) / step
    let byUntrained = (Progress(score: 0.7, untrained: 0.2 + step).value - progress.value) / step
    #expect(abs(byScore - progress.byScore) < 1e-5)
    #expect(abs(byUntrained - progress.byUntrained) < 1e-5)
  }
}
