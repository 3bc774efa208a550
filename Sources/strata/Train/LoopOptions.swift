import ArgumentParser
import Training

/// How long and how fast a run of either kind is trained, and what is written when.
struct LoopOptions: ParsableArguments {
  @Option(help: "Learning rate of the first epoch.")
  var lr: Double?

  @OptionGroup var optimization: OptimizationOptions

  @Option(help: "Passes over the training data.")
  var epochs: Int?

  @Option(help: "Updates after which training ends, whatever the epoch; none for no such limit.")
  var steps: OrNone<Int>?

  @Option(help: "Seed of every random draw, but for what the data of an image network are (--data-seed).")
  var seed: UInt64?

  @Option(
    name: [.customLong("log-interval"), .customLong("log_interval")],
    help: "Updates between two training lines of metrics.jsonl.")
  var logInterval: Int?

  @Option(help: "Updates between two checkpoints; each epoch ends with one too.")
  var checkpointInterval: Int?

  @Flag(
    inversion: .prefixedNo, help: "Keep the weights after every epoch, besides the last two and the best.")
  var keepEpochs: Bool?

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--lr", lr), ("--epochs", epochs), ("--steps", steps), ("--seed", seed),
      ("--log-interval", logInterval), ("--checkpoint-interval", checkpointInterval),
      ("--keep-epochs", keepEpochs),
    ]) + optimization.given
  }

  /// Puts what was given into a run; the optimiser's key is each run's own.
  ///
  /// - Throws: `CommandError.usage`.
  func apply(to run: inout some LoopConfiguration) throws {
    if let lr { run.learningRate = lr }
    if let epochs { run.epochs = epochs }
    if let steps { run.steps = steps.value }
    if let seed { run.seed = seed }
    if let logInterval { run.logInterval = logInterval }
    if let checkpointInterval { run.checkpointInterval = checkpointInterval }
    if let keepEpochs { run.keepEpochs = keepEpochs }
    try optimization.apply(to: &run)
  }
}

/// The settings of the training loop that runs of both kinds have under the same names.
protocol LoopConfiguration {
  var learningRate: Double { get set }
  var schedule: LearningRateSchedule { get set }
  var warmupSteps: Int? { get set }
  var clipNorm: Double? { get set }
  var clipValue: Double? { get set }
  var epochs: Int { get set }
  var steps: Int? { get set }
  var seed: UInt64 { get set }
  var logInterval: Int { get set }
  var checkpointInterval: Int { get set }
  var keepEpochs: Bool { get set }
}

extension LanguageModelRun: LoopConfiguration {}
extension ImageRun: LoopConfiguration {}

/// Options by the names under which a person writes them.
enum GivenOptions {
  /// The names of those that have a value.
  static func names(_ pairs: [(String, Any?)]) -> [String] { pairs.compactMap { $0.1 == nil ? nil : $0.0 } }
}
