import Storage

/// What a checkpoint holds beside the weights: with them, the run goes on as if it had never stopped.
///
/// Random numbers need no state: they are functions of the seed and the step.
struct TrainingState: Codable, Equatable, Sendable {
  /// Updates so far.
  var step = 0
  /// The epoch, counted from 1.
  var epoch = 1
  /// The next window of this epoch.
  var window = 0
  /// Tokens or images trained on so far.
  var items = 0
  /// Seconds of the run so far, all sessions together.
  var wall = 0.0
  /// Epochs that did not improve the validation loss.
  var plateaus = 0
  /// The lowest validation loss so far; nil where nothing is held out.
  var bestLoss: Double?
  /// The step of that loss, whose checkpoint is kept.
  var bestStep: Int?
  /// The loss after each epoch so far; nil before the first.
  var epochLosses: [Double]?
  /// Sum of losses since the last training line.
  var intervalLoss = 0.0
  /// Tokens or images since the last training line.
  var intervalItems = 0
  /// Images named rightly since the last training line.
  var intervalCorrect: Int?
  /// Training seconds since the last training line.
  var intervalSeconds = 0.0
  /// The length of the metric log when the checkpoint was made, in bytes.
  var metricBytes = 0
  /// The step at which the validation text was scored last.
  var validatedStep: Int?
  /// Whether the last epoch ended and the test text was scored.
  var finished = false

  private enum CodingKeys: String, CodingKey {
    case step, epoch, window, wall, plateaus
    // Runs of language models came first and named the files.
    case items = "tokens"
    case bestLoss = "best_loss"
    case bestStep = "best_step"
    case epochLosses = "epoch_losses"
    case intervalLoss = "interval_loss"
    case intervalItems = "interval_tokens"
    case intervalCorrect = "interval_correct"
    case intervalSeconds = "interval_seconds"
    case metricBytes = "metric_bytes"
    case validatedStep = "validated_step"
    case finished
  }
}

extension TrainingState {
  /// Reads the state of a checkpoint.
  ///
  /// - Throws: ``TrainingError/unusableCheckpoint(path:what:)`` or a storage error.
  init(of checkpoint: Checkpoint, path: String) throws {
    self = try StrictJSON.decode(TrainingState.self, from: checkpoint.state, source: "\(path) state.json")
    guard step == checkpoint.step else {
      throw TrainingError.unusableCheckpoint(
        path: path, what: "its state is of step \(step), its folder of step \(checkpoint.step)")
    }
  }
}
