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

  @Test func progressIsTheShareOfTheWayFromTheUntrainedNetwork() {
    #expect(abs(EarlyMean.progress(0.7, from: 0.2) - 0.625) < 1e-12)
    #expect(EarlyMean.progress(0.2, from: 0.2) == 0)
    #expect(EarlyMean.progress(1, from: 0.2) == 1)
  }

  @Test func meansWeighEverySampleAlikeAndNeedAllOfThem() {
    let early = EarlySteps([0, 1, 2, 4, 16, 64])
    let values: [[Double]] = [[9, 9], [1, 2], [3, 4], [5, 6], [7, 8], [9, 9]]
    let means = early.means { values[$0] }
    #expect(means?.count == 2)
    // Octaves 1, 1 and 2: weights 1/8, 2/8, 3/8, 2/8.
    #expect(abs((means?[0] ?? 0) - (1 + 6 + 15 + 14) / 8.0) < 1e-12)
    #expect(abs((means?[1] ?? 0) - (2 + 8 + 18 + 16) / 8.0) < 1e-12)
    #expect(early.means { $0 == 2 ? nil : values[$0] } == nil)
  }
}
