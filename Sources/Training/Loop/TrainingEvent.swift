public import Storage

/// What an observer of a run is told.
///
/// The loop itself keeps nothing on an observer's behalf.
public enum TrainingEvent: Sendable {
  /// An update ended.
  case step(StepReport)
  /// A line was added to the metric log.
  case metric(MetricRecord)
  /// States were recorded.
  case snapshot(step: Int, probe: String)
  /// A checkpoint is durable.
  case checkpoint(step: Int)

  /// Where a run stands after an update.
  public struct StepReport: Sendable {
    /// Updates so far.
    public let step: Int
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The mean loss of the window, in nats a token.
    public let loss: Double
  }
}

/// How a run ended.
public enum TrainingOutcome: Equatable, Sendable {
  /// It read its text as often as asked.
  case finished
  /// It was asked to stop, and saved a checkpoint first.
  case interrupted(step: Int)
}
