import Storage
import Training

/// Shows a training on the console: a bar, and a line for each epoch.
final class TrainingDisplay {
  private let bar: ProgressBar
  private let lastStep: Int
  private let itemsPerStep: Int
  private let epochs: EpochSteps
  private var snapshotSteps: [Int]
  private var pace = TrainingPace()
  private var lastEvent = ContinuousClock.now

  /// Begins to show a training.
  ///
  /// - Parameters:
  ///   - console: where to show it.
  ///   - trainer: the training, at its start or resumed.
  ///   - itemsPerStep: the tokens or images of an update.
  ///   - unit: what they are.
  init<Task: TrainingTask>(console: Console, trainer: Trainer<Task>, itemsPerStep: Int, unit: String) {
    lastStep = trainer.lastStep
    self.itemsPerStep = itemsPerStep
    epochs = trainer.epochs
    snapshotSteps = trainer.snapshotSteps
    bar = ProgressBar(on: console, label: "training", total: lastStep, rateUnit: unit)
  }

  /// Shows what happened.
  func show(_ event: TrainingEvent) {
    let now = ContinuousClock.now
    let stretch = (now - lastEvent) / .seconds(1)
    lastEvent = now
    switch event {
    case .step(let report):
      pace.add(.update, seconds: stretch)
      bar.update(
        report.step, rate: pace.updatesPerSecond.map { $0 * Double(itemsPerStep) },
        secondsLeft: pace.secondsLeft(left(after: report.step)),
        detail: "epoch \(report.epoch)  loss \(ProgressLine.fixed(report.loss, digits: 3))")
    case .metric(let record) where record.split != "train":
      pace.add(.evaluation, seconds: stretch)
      bar.note(
        "step \(record.step) of \(lastStep)  epoch \(record.epoch)  \(record.split) loss "
          + "\(ProgressLine.fixed(record.loss, digits: 4))\(Self.score(of: record))"
      )
    case .snapshot: pace.add(.snapshot, seconds: stretch)
    case .checkpoint: pace.addOverhead(.update, seconds: stretch)
    case .metric: break
    }
  }

  /// The perplexity, bits or accuracy of an evaluation, as the line goes on.
  private static func score(of record: MetricRecord) -> String {
    if let bits = record.bits { return "  \(ProgressLine.fixed(bits.value, digits: 4)) \(bits.name)" }
    if let perplexity = record.perplexity {
      return "  perplexity \(ProgressLine.fixed(perplexity, digits: 2))"
    }
    return record.accuracy.map { "  accuracy \(ProgressLine.fixed($0, digits: 4))" } ?? ""
  }

  /// Wipes the bar.
  func finish() { bar.finish() }

  private func left(after step: Int) -> [TrainingPace.Work: Int] {
    // Snapshots are due in ascending order, one entry a probe.
    snapshotSteps.removeAll { $0 < step }
    let evaluations = epochs.epoch(ofUpdate: lastStep) - epochs.epoch(ofUpdate: step + 1) + 1
    return [.update: lastStep - step, .snapshot: snapshotSteps.count, .evaluation: evaluations]
  }
}
