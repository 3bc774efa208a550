import Storage
import Training

extension LanguageModelOptions {
  /// Puts what the options say about recording into a run, and the default schedules where nothing is said.
  ///
  /// The convergence probe is recorded at powers of two up to 1024 steps and then at the end of each epoch; the
  /// sequence probes, which are larger, at powers of four.
  ///
  /// - Parameters:
  ///   - run: the configuration; one from a preset has no recording yet.
  ///   - keeps: whether the configuration's own recording, or its absence, stands.
  ///   - stepsPerEpoch: the updates of an epoch.
  ///   - lastStep: the updates of the run.
  /// - Throws: `CommandError.usage`, and what is wrong with a schedule.
  func applyRecording(to run: inout LanguageModelRun, keeps: Bool, stepsPerEpoch: Int, lastStep: Int) throws {
    if states.snapshots == "none" {
      guard givenRecording.isEmpty else {
        throw CommandError.usage(
          "--snapshots none leaves nothing for \(givenRecording.joined(separator: ", ")) to act on")
      }
      run.recording = nil
      return
    }
    guard !keeps || states.snapshots != nil || !givenRecording.isEmpty else { return }
    var plan =
      run.recording
      ?? RecordingPlan(
        schedule: .powersOfTwo(upTo: 1024, thenEvery: stepsPerEpoch),
        sequenceSchedule: .list(Self.powersOfFour(through: lastStep)))
    if let snapshots = states.snapshots { plan.schedule = try SnapshotSchedule(parsing: snapshots) }
    if sequenceSnapshots == "none" {
      plan.sequenceSchedule = nil
    } else if let sequenceSnapshots {
      plan.sequenceSchedule = try SnapshotSchedule(parsing: sequenceSnapshots)
    }
    if repeatedTokens {
      guard plan.sequenceSchedule != nil else {
        throw CommandError.usage(
          "--repeated-tokens goes with the sequence probes, which --sequence-snapshots none leaves out")
      }
      plan.repeatedTokens = true
    }
    try states.storage.apply(precision: &plan.precision, shuffled: &plan.shuffled)
    run.recording = plan
  }

  /// 0, 1, 4, 16, … below `last`, and `last`.
  static func powersOfFour(through last: Int) -> [Int] {
    var steps = [0]
    var power = 1
    while power < last {
      steps.append(power)
      power *= 4
    }
    return steps + (last > 0 ? [last] : [])
  }
}
