public import Corpora
public import Networks

/// The whole configuration of one training run of a language model: with the data it reproduces the run.
public struct LanguageModelRun: Codable, Equatable, Sendable {
  /// A known corpus (`ptb`, `wikitext-2`) or a folder with `train.txt`, `valid.txt` and `test.txt`.
  public var data: String
  /// SHA-256 of each split's file, filled in when the corpus is read.
  public var dataHashes: [String: String]
  /// What a token of the text is; nil for words.
  public var tokens: TokenUnit?
  /// The model's shape; its vocabulary size is filled in when the corpus is read.
  public var model: LanguageModelConfiguration
  /// How weights are drawn.
  public var initialization: Initialization
  /// The number of lanes that are trained side by side.
  public var batchSize: Int
  /// The positions of one update (truncated back-propagation through time), or where they are drawn about how many.
  public var windowLength: Int
  /// How lengths of windows are drawn; nil where all have ``windowLength``.
  public var windowDraws: WindowDraws?
  /// How often the training text is read.
  public var epochs: Int
  /// An upper limit of updates; nil for none.
  public var steps: Int?
  /// How parameters follow their gradients; nil for stochastic gradient descent without momentum or decay.
  public var optimizer: OptimizerSettings?
  /// The learning rate of the first epoch.
  public var learningRate: Double
  /// How the rate changes.
  public var schedule: LearningRateSchedule
  /// What the objective of a window is.
  public var lossReduction: LossReduction
  /// The updates over which the rate rises from 0 to what the schedule says; nil for none.
  public var warmupSteps: Int?
  /// The largest global norm of a gradient, to which longer ones are scaled down; nil for no limit.
  public var clipNorm: Double?
  /// The largest magnitude of a number of the gradient, before its norm is limited; nil for no limit.
  public var clipValue: Double?
  /// The precision of the factors of an update's large products; nil for Float32.
  public var mixedPrecision: FactorPrecision?
  /// Which checkpoint is tested.
  public var testCheckpoint: TestCheckpoint
  /// The one seed of all randomness.
  public var seed: UInt64
  /// A training line is logged every so many updates.
  public var logInterval: Int
  /// A checkpoint is written every so many updates, and after every epoch.
  public var checkpointInterval: Int
  /// Whether the checkpoint after every epoch is kept, besides the last two and the best.
  public var keepEpochs: Bool
  /// Which states are kept; nil for none.
  public var recording: RecordingPlan?

  private enum CodingKeys: String, CodingKey {
    case data
    case dataHashes = "data_hashes"
    case tokens, model, initialization
    case batchSize = "batch_size"
    case windowLength = "window_length"
    case windowDraws = "window_draws"
    case epochs, steps, optimizer
    case learningRate = "learning_rate"
    case schedule
    case lossReduction = "loss_reduction"
    case warmupSteps = "warmup_steps"
    case clipNorm = "clip_norm"
    case clipValue = "clip_value"
    case mixedPrecision = "mixed_precision"
    case testCheckpoint = "test_checkpoint"
    case seed
    case logInterval = "log_interval"
    case checkpointInterval = "checkpoint_interval"
    case keepEpochs = "keep_epochs"
    case recording
  }

  /// Creates a configuration; ``validate()`` checks it.
  public init(
    data: String, model: LanguageModelConfiguration, initialization: Initialization, batchSize: Int,
    windowLength: Int, epochs: Int, learningRate: Double, schedule: LearningRateSchedule,
    lossReduction: LossReduction, clipNorm: Double?, testCheckpoint: TestCheckpoint, seed: UInt64 = 1
  ) {
    self.data = data
    dataHashes = [:]
    tokens = nil
    self.model = model
    self.initialization = initialization
    self.batchSize = batchSize
    self.windowLength = windowLength
    self.epochs = epochs
    steps = nil
    self.learningRate = learningRate
    self.schedule = schedule
    self.lossReduction = lossReduction
    self.clipNorm = clipNorm
    mixedPrecision = nil
    self.testCheckpoint = testCheckpoint
    self.seed = seed
    logInterval = 200
    checkpointInterval = 1000
    keepEpochs = false
    recording = nil
  }

  /// Checks every number that a person may have typed.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)`` or `NetworksError`.
  public func validate() throws {
    try model.validate()
    for (key, value) in [
      ("batch_size", batchSize), ("window_length", windowLength), ("epochs", epochs),
      ("log_interval", logInterval),
      ("checkpoint_interval", checkpointInterval), ("steps", steps ?? 1), ("warmup_steps", warmupSteps ?? 1),
    ] where value < 1 || value > 1_000_000_000 {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "from 1 to 1000000000")
    }
    for (key, value) in [
      ("learning_rate", learningRate), ("clip_norm", clipNorm ?? 1), ("clip_value", clipValue ?? 1),
    ]
    where !(value > 0 && value < 1e9) {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "positive and finite")
    }
    switch initialization {
    case .uniform(let range), .pytorchExample(let range):
      guard range >= 0, range <= 100 else {
        throw TrainingError.configuration(
          key: "initialization", value: "a range of \(range)", allowed: "a range from 0 to 100")
      }
    }
    try schedule.validate()
    try optimizer?.validate()
    try windowDraws?.validate()
    guard let recording else { return }
    for (key, value) in [
      ("convergence_tokens", recording.convergenceTokens),
      ("sequence_positions", recording.sequencePositions),
      ("convergence_positions", recording.convergencePositions),
      ("sequence_windows_per_unit", recording.sequenceWindowsPerUnit),
      ("memory_ceiling_mib", recording.memoryCeilingMiB),
    ] where value < 1 || value > 1_000_000_000 {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "from 1 to 1000000000")
    }
    for (key, value) in [
      ("sequence_positions", recording.sequencePositions),
      ("sequence_windows_per_unit", recording.sequenceWindowsPerUnit),
    ] where value > 100_000 {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "from 1 to 100000")
    }
    guard recording.convergenceTokens >= recording.convergencePositions else {
      throw TrainingError.configuration(
        key: "convergence_tokens", value: "\(recording.convergenceTokens)",
        allowed: "at least one window of \(recording.convergencePositions) positions")
    }
    _ = try model.sites(named: recording.sites + recording.sequenceSites)
  }
}
