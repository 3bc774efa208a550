private import Foundation

/// How the learning rate changes from epoch to epoch, or from update to update.
public enum LearningRateSchedule: Codable, Equatable, Sendable {
  /// It stays.
  case constant
  /// rate · factor^max(epoch − afterEpoch, 0) with epochs counted from 1: Zaremba et al., 2014, as TensorFlow's
  /// tutorial counts.
  case decay(factor: Double, afterEpoch: Int)
  /// It is divided when the validation loss after an epoch is not below the best so far: the PyTorch example.
  case plateau(divisor: Double)
  /// It is multiplied by a factor after each of some epochs, counted from 1: He, Zhang, Ren, Sun 2016, section 4.2, divide by
  /// ten after 32,000 and 48,000 of 64,000 updates; PyTorch's `MultiStepLR`.
  case milestones(epochs: [Int], factor: Double)
  /// It falls along half a cosine from the initial rate to `final`, a share of it, over `steps` updates, or over the whole run
  /// where that is nil: Loshchilov and Hutter 2017 without restarts; PyTorch's `CosineAnnealingLR`, update by update.
  case cosine(final: Double, steps: Int?)

  private enum DecayCodingKeys: String, CodingKey {
    case factor
    case afterEpoch = "after_epoch"
  }

  /// The rate of an update.
  ///
  /// - Parameters:
  ///   - initial: the rate at the start.
  ///   - step: the updates so far.
  ///   - lastStep: the updates of the whole run.
  ///   - epoch: the epoch, counted from 1.
  ///   - plateaus: how many epochs so far did not improve.
  public func rate(initial: Double, step: Int, lastStep: Int, epoch: Int, plateaus: Int) -> Double {
    var rate = initial
    switch self {
    case .constant: break
    case .decay(let factor, let afterEpoch):
      for _ in 0..<max(epoch - afterEpoch, 0) { rate *= factor }
    case .plateau(let divisor):
      for _ in 0..<plateaus { rate /= divisor }
    case .milestones(let epochs, let factor):
      for milestone in epochs where epoch > milestone { rate *= factor }
    case .cosine(let final, let steps):
      let part = min(1, Double(step) / Double(max(1, steps ?? lastStep)))
      rate *= final + (1 - final) * (1 + cos(.pi * part)) / 2
    }
    return rate
  }

  /// Checks every number that a person may have typed.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  func validate() throws(TrainingError) {
    switch self {
    case .constant: break
    case .decay(let factor, let afterEpoch):
      guard factor > 0, factor <= 1, afterEpoch >= 0 else {
        throw .configuration(
          key: "schedule", value: "decay by \(factor) after epoch \(afterEpoch)",
          allowed: "a factor above 0 and at most 1, after an epoch that is not negative")
      }
    case .plateau(let divisor):
      guard divisor >= 1, divisor < 1e9 else {
        throw .configuration(key: "schedule", value: "\(divisor)", allowed: "a divisor of at least 1")
      }
    case .milestones(let epochs, let factor):
      guard factor > 0, factor <= 1, !epochs.isEmpty, epochs[0] >= 1,
        zip(epochs, epochs.dropFirst()).allSatisfy({ $0 < $1 })
      else {
        throw .configuration(
          key: "schedule", value: "milestones after epochs \(epochs) by \(factor)",
          allowed: "a factor above 0 and at most 1, after ascending epochs from 1 on")
      }
    case .cosine(let final, let steps):
      guard final >= 0, final <= 1, steps ?? 1 >= 1 else {
        throw .configuration(
          key: "schedule", value: "a cosine to \(final) over \(steps ?? 0) updates",
          allowed: "a final share from 0 to 1, over at least one update")
      }
    }
  }

  /// The first of its epochs that a run of so many is over before it could act; nil where it has none.
  public func epochPast(end epochs: Int) -> Int? {
    switch self {
    case .constant, .plateau, .cosine: nil
    case .decay(_, let afterEpoch): afterEpoch < epochs ? nil : afterEpoch
    case .milestones(let milestones, _): milestones.first { $0 >= epochs }
    }
  }

  /// Checks that the schedule lasts as long as a run.
  ///
  /// - Parameters:
  ///   - lastStep: the updates of the run.
  ///   - warmupSteps: those over which the rate rises first.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  func check(lastStep: Int, warmupSteps: Int) throws(TrainingError) {
    guard warmupSteps <= lastStep else {
      throw .configuration(
        key: "warmup_steps", value: "\(warmupSteps)", allowed: "at most the updates of the run, \(lastStep)")
    }
    guard case .cosine(_, let steps?) = self, steps < lastStep else { return }
    throw .configuration(
      key: "schedule", value: "a cosine that ends after \(steps) updates",
      allowed: "one that lasts as long as the run, \(lastStep) updates; leave its steps out for that")
  }
}
