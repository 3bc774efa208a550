public import Storage

/// A network on its data, as the training loop sees it: what an update is, how a split is scored, what is recorded.
///
/// The loop owns steps, epochs, logs, checkpoints and the state store; a task owns the network and the data. A task's
/// ``weights`` and ``trainState`` must hold all that its next update depends on, besides the step and the seed.
public protocol TrainingTask {
  /// The updates of each epoch.
  var epochs: EpochSteps { get }
  /// The split that is scored after every epoch: `valid`, or `test`, which chooses no checkpoint, where there is none.
  var epochSplit: String { get }
  /// The network's weights as they stand.
  var weights: SafetensorsFile { get }
  /// What else the next update depends on.
  var trainState: SafetensorsFile { get }

  /// Makes one update.
  ///
  /// - Parameters:
  ///   - step: the updates so far.
  ///   - epoch: the epoch, counted from 1.
  ///   - position: the update within the epoch, counted from 0.
  ///   - rate: the learning rate.
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)``.
  mutating func update(step: Int, epoch: Int, position: Int, rate: Double) throws -> UpdateReport

  /// Ends an epoch.
  ///
  /// - Parameters:
  ///   - losses: the loss on ``epochSplit`` after each epoch so far, this one last.
  ///   - step: the updates so far.
  mutating func endEpoch(losses: [Double], step: Int)

  /// Scores a split; nil when it was asked to stop meanwhile.
  ///
  /// - Parameters:
  ///   - split: `valid` or `test`.
  ///   - weights: those of another checkpoint; nil for the network as it stands.
  ///   - step: the updates so far, for messages.
  ///   - shouldStop: asked now and then.
  func score(
    _ split: String, weights: SafetensorsFile?, step: Int, shouldStop: () -> Bool
  ) throws -> SplitScore?

  /// A line of the metric log.
  func metric(_ split: String, _ score: SplitScore, at place: MetricPlace, _ pace: MetricPace?)
    -> MetricRecord

  /// The probes that are due at a step.
  func probesDue(step: Int, lastStep: Int) -> [String]
  /// The steps of all snapshots, ascending, each as often as there are probes due.
  func snapshotSteps(lastStep: Int) -> [Int]
  /// Records a probe and commits it.
  func record(probe: String, step: Int, into writer: StateStoreWriter) throws
  /// Opens the writer of the state store; nil where nothing is recorded.
  ///
  /// - Parameters:
  ///   - path: the store's folder.
  ///   - step: the step to resume at; nil makes a new store.
  ///   - effect: measures what storing does to an analysis.
  ///   - fileSystem: the files.
  func writer(
    at path: String, resumingAt step: Int?, effect: StateEffectMeasure?, in fileSystem: any FileSystem
  ) throws -> StateStoreWriter?
}

extension TrainingTask {
  /// Nothing is to be done.
  public mutating func endEpoch(losses: [Double], step: Int) {}
}

/// What an update did.
public struct UpdateReport: Sendable {
  /// The sum of the losses, in nats.
  public var lossSum: Double
  /// The number of tokens or images.
  public var count: Int
  /// How many images were named rightly; nil for tokens.
  public var correct: Int?
  /// The global norm of the gradient before clipping.
  public var gradNorm: Double
}

/// How a split was scored.
public struct SplitScore: Sendable {
  /// The mean loss, in nats a token or an image.
  public var meanLoss: Double
  /// The share of images that were named rightly; nil for tokens.
  public var accuracy: Double?
}

/// Where a line of the metric log stands in a run.
public struct MetricPlace: Sendable {
  /// Updates so far.
  public var step: Int
  /// The epoch of the last update, counted from 1.
  public var epoch: Int
  /// Tokens or images trained on so far.
  public var items: Int
  /// Seconds of the run so far.
  public var wall: Double
}

/// How a training went since the last line.
public struct MetricPace: Sendable {
  /// Tokens or images a second, training alone.
  public var itemsPerSecond: Double
  /// The global norm of the last gradient before clipping.
  public var gradNorm: Double
  /// The learning rate.
  public var rate: Double
}

/// What the training loop itself is told: how long, how fast, and what is written when.
public struct LoopSettings: Sendable {
  /// How often the training data are read.
  public var epochs: Int
  /// An upper limit of updates; nil for none.
  public var steps: Int?
  /// The learning rate of the first epoch.
  public var learningRate: Double
  /// How the rate changes.
  public var schedule: LearningRateSchedule
  /// The updates over which the rate rises from 0 to what the schedule says; 0 for none.
  public var warmupSteps: Int
  /// Whether the test data are scored on the checkpoint of the lowest validation loss instead of the last.
  public var testsBest: Bool
  /// A training line is logged every so many updates.
  public var logInterval: Int
  /// A checkpoint is written every so many updates, and after every epoch.
  public var checkpointInterval: Int
  /// Whether the checkpoint after every epoch is kept, besides the last two and the best.
  public var keepEpochs: Bool
  /// Whether anything is recorded.
  public var records: Bool
}

extension LoopSettings {
  /// The rate of an update: what the schedule says, times a share that rises evenly to 1 over the warm-up.
  ///
  /// Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2.
  ///
  /// - Parameters:
  ///   - step: the updates so far.
  ///   - lastStep: the updates of the whole run.
  ///   - epoch: the epoch, counted from 1.
  ///   - plateaus: how many epochs so far did not improve.
  func rate(step: Int, lastStep: Int, epoch: Int, plateaus: Int) -> Double {
    let rate = schedule.rate(
      initial: learningRate, step: step, lastStep: lastStep, epoch: epoch, plateaus: plateaus)
    return step + 1 < warmupSteps ? rate * Double(step + 1) / Double(warmupSteps) : rate
  }
}
