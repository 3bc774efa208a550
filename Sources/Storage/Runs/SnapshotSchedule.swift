/// The training steps at which snapshots are taken.
///
/// Step 0 and the last step always belong to it. Steps count optimiser updates: step s is the state after s of them.
public enum SnapshotSchedule: Equatable, Sendable {
  /// 1, 2, 4, … up to and including `upTo`; beyond that the multiples of `thenEvery`, if it is given.
  case powersOfTwo(upTo: Int, thenEvery: Int?)
  /// The multiples of a number of steps.
  case every(Int)
  /// These steps, in ascending order.
  case list([Int])
  /// So many steps an epoch, evenly spaced, the last of each epoch among them; every step where an epoch has fewer.
  case timesPerEpoch(Int)

  /// Whether a snapshot is taken after `step` updates.
  ///
  /// - Parameters:
  ///   - step: The number of updates so far, from 0 on.
  ///   - epochs: The updates of each epoch.
  ///   - lastStep: The number of updates of the whole run.
  public func contains(step: Int, epochs: EpochSteps, lastStep: Int) -> Bool {
    guard step > 0, step < lastStep else { return step == 0 || step == lastStep }
    return switch self {
    case .powersOfTwo(let upTo, let period):
      step <= upTo ? step & (step - 1) == 0 : period.map { step.isMultiple(of: $0) } ?? false
    case .every(let period): step.isMultiple(of: period)
    case .list(let steps): steps.contains(step)
    case .timesPerEpoch(let times): Self.isDue(step, times: times, epochs)
    }
  }

  /// All steps at which snapshots are taken, in ascending order.
  public func steps(epochs: EpochSteps, lastStep: Int) -> [Int] {
    let last = max(lastStep, 0)
    let candidates: any Sequence<Int> =
      switch self {
      case .powersOfTwo(let upTo, let period):
        [0, last] + powersOfTwo(through: min(upTo, last))
          + (period.map { Array(stride(from: $0, through: last, by: $0)) } ?? [])
      case .every(let period): [0, last] + Array(stride(from: period, through: last, by: period))
      case .list(let steps): [0, last] + steps
      case .timesPerEpoch: 0...last
      }
    return Set(candidates.filter { contains(step: $0, epochs: epochs, lastStep: lastStep) })
      .sorted()
  }

  private func powersOfTwo(through last: Int) -> [Int] {
    Array(sequence(first: 1) { $0 <= last / 2 ? 2 * $0 : nil }).filter { $0 <= last }
  }

  /// Whether ⌊place·times/count⌋ grows at a step that is the place-th of the count updates of its epoch.
  private static func isDue(_ step: Int, times: Int, _ epochs: EpochSteps) -> Bool {
    let epoch = epochs.epoch(ofUpdate: step)
    let count = epochs.count(ofEpoch: epoch)
    let place = step - epochs.end(ofEpoch: epoch - 1)
    let times = min(times, count)
    return place * times / count > (place - 1) * times / count
  }
}
