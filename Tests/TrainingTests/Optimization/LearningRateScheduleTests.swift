import Foundation
import Storage
import Testing

@testable import Training

struct LearningRateScheduleTests {
  private func settings(_ schedule: LearningRateSchedule, warmup: Int = 0) -> LoopSettings {
    LoopSettings(
      epochs: 4, steps: nil, learningRate: 0.5, schedule: schedule, warmupSteps: warmup, testsBest: false,
      logInterval: 1, checkpointInterval: 1, keepEpochs: false, records: false)
  }

  /// PyTorch's CosineAnnealingLR: η_min + (η − η_min)(1 + cos(π t / T)) / 2.
  @Test func aCosineFallsToItsShare() {
    let settings = settings(.cosine(final: 0.1, steps: nil))
    for step in 0...20 {
      let expected = 0.05 + 0.45 * (1 + cos(.pi * Double(step) / 20)) / 2
      let rate = settings.rate(step: step, lastStep: 20, epoch: 1, plateaus: 0)
      #expect(abs(rate - expected) < 1e-15)
    }
    let longer = LearningRateSchedule.cosine(final: 0, steps: 40)
    #expect(abs(longer.rate(initial: 1, step: 20, lastStep: 20, epoch: 9, plateaus: 9) - 0.5) < 1e-15)
  }

  @Test func aWarmUpRisesEvenly() {
    let settings = settings(.decay(factor: 0.5, afterEpoch: 1), warmup: 4)
    let rates = (0..<6).map { settings.rate(step: $0, lastStep: 9, epoch: 1, plateaus: 0) }
    #expect(rates == [0.125, 0.25, 0.375, 0.5, 0.5, 0.5])
    #expect(settings.rate(step: 1, lastStep: 9, epoch: 2, plateaus: 0) == 0.125)
    #expect(self.settings(.constant).rate(step: 0, lastStep: 9, epoch: 1, plateaus: 0) == 0.5)
  }

  @Test func whatEndsTooSoonIsRefused() throws {
    try LearningRateSchedule.cosine(final: 0, steps: 10).check(lastStep: 10, warmupSteps: 10)
    #expect(throws: TrainingError.self) {
      try LearningRateSchedule.cosine(final: 0, steps: 9).check(lastStep: 10, warmupSteps: 0)
    }
    #expect(throws: TrainingError.self) {
      try LearningRateSchedule.constant.check(lastStep: 10, warmupSteps: 11)
    }
    for schedule in [
      LearningRateSchedule.cosine(final: 1.1, steps: nil), .cosine(final: -0.1, steps: nil),
      .cosine(final: 0, steps: 0), .cosine(final: .nan, steps: nil),
    ] {
      #expect(throws: TrainingError.self) { try schedule.validate() }
    }
  }

  @Test func isReadAndWritten() throws {
    for schedule in [
      LearningRateSchedule.constant, .cosine(final: 0.1, steps: nil), .cosine(final: 0, steps: 7),
      .plateau(divisor: 4), .decay(factor: 0.5, afterEpoch: 3), .milestones(epochs: [1, 2], factor: 0.1),
    ] {
      let bytes = try StrictJSON.encode(schedule)
      #expect(try StrictJSON.decode(LearningRateSchedule.self, from: bytes, source: "test") == schedule)
    }
    for settings in [OptimizerSettings.usualAdamW, .publishedAveragedSGD, .publishedAdam, .plain] {
      let bytes = try StrictJSON.encode(settings)
      #expect(try StrictJSON.decode(OptimizerSettings.self, from: bytes, source: "test") == settings)
    }
  }
}
