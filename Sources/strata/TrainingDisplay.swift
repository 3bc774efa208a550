import Storage
import Training

/// Shows a training on the console: a bar, and a line for each epoch.
final class TrainingDisplay {
  private let bar: ProgressBar
  private let lastStep: Int

  init(console: Console, lastStep: Int, firstStep: Int, tokensPerStep: Int) {
    self.lastStep = lastStep
    bar = ProgressBar(
      on: console, label: "training", total: lastStep, resumedAt: firstStep, rateUnit: "tokens",
      unitsPerPart: Double(tokensPerStep))
  }

  /// Shows what happened.
  func show(_ event: TrainingEvent) {
    switch event {
    case .step(let report):
      bar.update(
        report.step, detail: "epoch \(report.epoch)  loss \(ProgressLine.fixed(report.loss, digits: 3))")
    case .metric(let record) where record.split != "train":
      bar.note(
        "step \(record.step) of \(lastStep)  epoch \(record.epoch)  \(record.split) loss "
          + "\(ProgressLine.fixed(record.loss, digits: 4))  perplexity \(ProgressLine.fixed(record.perplexity, digits: 2))"
      )
    case .warning(let sentence): bar.note("strata: warning: \(sentence)")
    case .metric, .snapshot, .checkpoint: break
    }
  }

  /// Wipes the bar.
  func finish() { bar.finish() }
}
