public import Corpora
public import Networks
import Storage
import Tensors

/// The whole configuration of one training run of an image network: with the data it reproduces the run.
public struct ImageRun: Codable, Equatable, Sendable {
  /// A known set (`mnist`, `cifar-10`) or a folder of images.
  public var data: String
  /// SHA-256 of each file, filled in when the set is read.
  public var dataHashes: [String: String]
  /// The network's shape; the sizes of images and the number of classes are filled in when the set is read.
  public var network: ImageNetworkConfiguration
  /// How weights are drawn.
  public var initialization: ImageInitialization
  /// How pixels become numbers.
  public var scaling: PixelScaling
  /// Random changes of training images; nil for none.
  public var augmentation: Augmentation?
  /// Which training labels are wrong on purpose; nil for none.
  public var labelCorruption: LabelCorruption?
  /// How pixels are replaced; nil for not at all.
  public var pixelCorruption: PixelCorruption?
  /// At most how many training images are used; nil for all.
  public var trainImages: Int?
  /// How many training images are held out and scored after every epoch; 0 scores the test images there.
  public var holdout: Int
  /// The images of one update.
  public var batchSize: Int
  /// How often the training images are read.
  public var epochs: Int
  /// An upper limit of updates; nil for none.
  public var steps: Int?
  /// How parameters follow their gradients.
  public var optimizer: OptimizerSettings
  /// The learning rate of the first epoch.
  public var learningRate: Double
  /// How the rate changes.
  public var schedule: LearningRateSchedule
  /// The largest global norm of a gradient; nil for no limit.
  public var clipNorm: Double?
  /// The largest magnitude of a number of the gradient, before its norm is limited; nil for no limit.
  public var clipValue: Double?
  /// The updates over which the rate rises from 0 to what the schedule says; nil for none.
  public var warmupSteps: Int?
  /// Whose mean and variance batch normalisation trains with.
  public var normalization: NormalizationStatistics
  /// Which checkpoint the test accuracy is measured on.
  public var testCheckpoint: TestCheckpoint
  /// The seed of weights, of the order and the changes of training images, and of dropout.
  public var seed: UInt64
  /// The seed of what the data are: which images are trained on and held out, which labels are wrong, which pixels move.
  ///
  /// Runs of several seeds thus learn from the same images and labels. Nil takes ``seed``, as runs did before this had a
  /// setting of its own; a new run has 1.
  public var dataSeed: UInt64?
  /// A training line is logged every so many updates.
  public var logInterval: Int
  /// A checkpoint is written every so many updates, and after every epoch.
  public var checkpointInterval: Int
  /// Whether the checkpoint after every epoch is kept, besides the last two and the best.
  public var keepEpochs: Bool
  /// Which states are kept; nil for none.
  public var recording: ImageRecordingPlan?

  private enum CodingKeys: String, CodingKey {
    case data
    case dataHashes = "data_hashes"
    case network, initialization, scaling, augmentation
    case labelCorruption = "label_corruption"
    case pixelCorruption = "pixel_corruption"
    case trainImages = "train_images"
    case holdout
    case batchSize = "batch_size"
    case epochs, steps, optimizer
    case learningRate = "learning_rate"
    case schedule
    case clipNorm = "clip_norm"
    case clipValue = "clip_value"
    case warmupSteps = "warmup_steps"
    case normalization
    case testCheckpoint = "test_checkpoint"
    case seed
    case dataSeed = "data_seed"
    case logInterval = "log_interval"
    case checkpointInterval = "checkpoint_interval"
    case keepEpochs = "keep_epochs"
    case recording
  }

  /// Creates a configuration; ``validate()`` checks it.
  public init(
    data: String, network: ImageNetworkConfiguration, scaling: PixelScaling, augmentation: Augmentation?,
    batchSize: Int, epochs: Int, optimizer: OptimizerSettings, learningRate: Double,
    schedule: LearningRateSchedule, seed: UInt64 = 1
  ) {
    self.data = data
    dataHashes = [:]
    self.network = network
    initialization = .he
    self.scaling = scaling
    self.augmentation = augmentation
    labelCorruption = nil
    pixelCorruption = nil
    trainImages = nil
    holdout = 0
    self.batchSize = batchSize
    self.epochs = epochs
    steps = nil
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    clipNorm = nil
    normalization = .batch
    testCheckpoint = .last
    self.seed = seed
    dataSeed = 1
    logInterval = 200
    checkpointInterval = 1000
    keepEpochs = false
    recording = nil
  }

  /// Checks every number that a person may have typed.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)`` or `NetworksError`.
  public func validate() throws {
    try network.validate()
    try optimizer.validate()
    guard optimizer.averaging == nil else {
      throw TrainingError.configuration(
        key: "optimizer", value: "averaged_sgd", allowed: "sgd, adam or adam_w for image networks")
    }
    try schedule.validate()
    for (key, value) in [
      ("batch_size", batchSize), ("epochs", epochs), ("log_interval", logInterval),
      ("checkpoint_interval", checkpointInterval), ("steps", steps ?? 1), ("train_images", trainImages ?? 1),
      ("warmup_steps", warmupSteps ?? 1),
    ] where value < 1 || value > 1_000_000_000 {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "from 1 to 1000000000")
    }
    guard scaling != .imagenet || network.channels == 3 else {
      throw TrainingError.configuration(
        key: "scaling", value: scaling.rawValue, allowed: "another for images of \(network.channels) channels"
      )
    }
    guard holdout >= 0, holdout <= 1_000_000_000 else {
      throw TrainingError.configuration(key: "holdout", value: "\(holdout)", allowed: "0 or more")
    }
    let side = min(network.height, network.width)
    if let crop = augmentation?.crop, !(0...side).contains(crop) {
      throw TrainingError.configuration(
        key: "augmentation.crop", value: "\(crop)",
        allowed: "from 0 to \(side), the rows or columns of an image")
    }
    for (key, value) in [
      ("learning_rate", learningRate), ("clip_norm", clipNorm ?? 1), ("clip_value", clipValue ?? 1),
    ]
    where !(value > 0 && value < 1e9) {
      throw TrainingError.configuration(key: key, value: "\(value)", allowed: "positive and finite")
    }
    guard batchSize >= leastBatch else {
      throw TrainingError.configuration(
        key: "batch_size", value: "\(batchSize)",
        allowed:
          "at least \(leastBatch), since this network normalises over the batch where an image has one number a unit"
      )
    }
    try recording?.validate(for: network)
  }

  /// The configuration with what the images say filled in.
  ///
  /// - Throws: ``TrainingError/changedData(split:)`` when hashes are given already and a file has another.
  public func completed(for set: ImageSet) throws(TrainingError) -> ImageRun {
    for (file, hash) in dataHashes.sorted(by: { $0.key < $1.key }) where set.hashes[file] != hash {
      throw .changedData(split: file)
    }
    // Files that came since belong to another set too.
    if !dataHashes.isEmpty, let file = set.hashes.keys.sorted().first(where: { dataHashes[$0] == nil }) {
      throw .changedData(split: file)
    }
    var result = self
    result.dataHashes = set.hashes
    result.network.height = set.shape.height
    result.network.width = set.shape.width
    result.network.channels = set.shape.channels
    result.network.classes = set.classNames.count
    return result
  }

  /// The images as the run trains on them and scores them: split, then corrupted.
  ///
  /// - Throws: what a split that cannot be made throws; ``TrainingError/configuration(key:value:allowed:)`` where the best
  ///   checkpoint is to be tested and nothing is held out to choose it by.
  public func images(of set: ImageSet) throws -> ImageSet {
    let key = RandomKey(seed: dataSeed ?? seed).child("images")
    let result = try set.split(holdout: holdout, trainImages: trainImages, key: key.child("split"))
      .corrupted(labels: labelCorruption, pixels: pixelCorruption, key: key.child("corruption"))
    guard testCheckpoint == .last || result.valid != nil else {
      throw TrainingError.configuration(
        key: "test_checkpoint", value: "best", allowed: "last, or best with a holdout to choose it by")
    }
    guard result.train.count > 1 || leastBatch == 1 else {
      throw TrainingError.configuration(
        key: "train_images", value: "\(result.train.count)",
        allowed: "at least \(leastBatch), since this network normalises over the batch")
    }
    return result
  }

  /// Checks that nothing steers the training by the images that it is scored on in the end.
  ///
  /// - Parameter set: the images as ``images(of:)`` gives them.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)`` for a plateau where nothing is held out.
  public func checkSteering(_ set: ImageSet) throws(TrainingError) {
    guard case .plateau = schedule, set.valid == nil else { return }
    throw .configuration(
      key: "schedule", value: "plateau",
      allowed:
        "milestones, decay or constant, or plateau with a holdout, since test images must not steer a training"
    )
  }

  /// The fewest images of an update: a last batch of an epoch that has fewer is left out.
  private var leastBatch: Int { normalization == .batch ? network.leastTrainingImages : 1 }

  /// The updates of an epoch of some training images.
  public func stepsPerEpoch(images: Int) -> Int {
    ImageBatches.batchesPerEpoch(of: images, batchSize: batchSize, leastImages: leastBatch)
  }

  /// The batches of the run.
  ///
  /// - Parameters:
  ///   - images: what it trains on.
  ///   - transform: how pixels become numbers.
  ///   - key: the key of this purpose.
  /// - Throws: `CorporaError.usage` where there are too few images.
  func batches(_ images: LabelledImages, transform: PixelTransform, key: RandomKey) throws -> ImageBatches {
    try ImageBatches(
      images, transform: transform, augmentation: augmentation, batchSize: batchSize, leastImages: leastBatch,
      key: key)
  }

  /// Checks that the schedule lasts as long as the run.
  ///
  /// - Parameter lastStep: the updates of the run.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  public func checkSchedule(lastStep: Int) throws(TrainingError) {
    try schedule.check(lastStep: lastStep, warmupSteps: warmupSteps ?? 0)
  }

  /// What the training loop is told.
  var loopSettings: LoopSettings {
    LoopSettings(
      epochs: epochs, steps: steps, learningRate: learningRate, schedule: schedule,
      warmupSteps: warmupSteps ?? 0, testsBest: testCheckpoint == .best, logInterval: logInterval,
      checkpointInterval: checkpointInterval,
      keepEpochs: keepEpochs, records: recording != nil)
  }
}
