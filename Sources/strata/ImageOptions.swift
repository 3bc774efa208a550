import ArgumentParser
import Corpora
import Networks
import Storage
import Training

/// What an image network is and how it is trained, as options.
///
/// Each overrides the configuration file, which overrides the preset.
struct ImageOptions: ParsableArguments {
  @Option(
    help:
      "Images: mnist, cifar-10, a folder in Corpora, or one with IDX files, CIFAR batches or class folders.")
  var data: String?

  @Option(help: "Kind of network: mlp, convnet, svcca_convnet, resnet or resnet50.")
  var family: ImageNetworkConfiguration.Family?

  @Option(help: "Units of each hidden layer of an MLP, with commas between, such as 512,512.")
  var hidden: String?

  @Option(help: "What the channels of a convolutional network are multiplied by, such as 0.25.")
  var width: Double?

  @Option(help: "Layers of a residual network for small images, 6n + 2.")
  var depth: Int?

  @Flag(inversion: .prefixedNo, help: "Batch normalisation.")
  var batchNorm: Bool?

  @Option(
    help:
      "Probability with which a hidden unit of an MLP, or an input of the classifier, is dropped in training."
  )
  var dropout: Double?

  @Option(help: "How weights are drawn: he or pytorch.")
  var initialization: ImageInitialization?

  @Option(help: "How parameters follow their gradients: sgd or adam.")
  var optimizer: OptimizerChoice?

  @Option(help: "Learning rate of the first epoch.")
  var lr: Double?

  @Option(help: "Momentum of sgd.")
  var momentum: Double?

  @Option(help: "Share of a parameter that is added to its gradient.")
  var weightDecay: Double?

  @Option(help: "Greatest global norm of the gradient (default: no limit).")
  var clip: Double?

  @Option(help: "Passes over the training images.")
  var epochs: Int?

  @Option(help: "Updates after which training ends, whatever the epoch.")
  var steps: Int?

  @Option(name: [.customLong("batch-size"), .customLong("batch_size")], help: "Images of an update.")
  var batchSize: Int?

  @Option(help: "How pixels become numbers: unit, standardized, whitened or imagenet.")
  var scaling: PixelScaling?

  @Option(help: "Black pixels around a training image before it is cut to its size at random; 0 for none.")
  var crop: Int?

  @Flag(inversion: .prefixedNo, help: "Mirror training images left to right with probability one half.")
  var flip: Bool?

  @Option(help: "Share of the training labels that are replaced, from 0 to 1.")
  var corruptLabels: Double?

  @Option(
    help: "Where a replaced label comes from: permute keeps the sizes of classes, resample draws any class.")
  var labelRule: LabelCorruption.Rule?

  @Option(help: "Replace pixels: shuffled (one permutation), random (one an image) or gaussian.")
  var pixels: PixelCorruption?

  @Option(help: "At most how many training images are used.")
  var trainImages: Int?

  @Option(help: "How many training images are held out and scored after every epoch.")
  var holdout: Int?

  @Option(help: "Seed of every random draw.")
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

  @Option(
    help: """
      When states are recorded: pow2:N, pow2:N,every:M, every:M, list:A,B,C, epoch:K (times an epoch), or none. \
      Step 0 and the last step always are.
      """)
  var snapshots: String?

  @Option(help: "Sites to record, with commas between, such as conv_l0,logits (default: all).")
  var recordSites: String?

  @Option(
    help: "Images of the probe (default: 20 for each unit of the widest site, or as many as there are).")
  var probeImages: Int?

  @Option(help: "Part that the probe's images come from: train, valid or test.")
  var probePart: ImagePart?

  @Flag(help: "Record whole maps instead of their means over rows and columns.")
  var fullMaps = false

  @Option(help: "How states are stored: float16, lossless, or rounded:BITS of the mantissa.")
  var precision: String?

  @Flag(help: "Store states with their bytes shuffled (codec blosc), which compresses better.")
  var shuffled = false

  /// An optimiser by name.
  enum OptimizerChoice: String, ExpressibleByArgument, CaseIterable {
    case sgd, adam
  }

  /// The options about recording that were given.
  private var givenRecording: [String] {
    names([
      ("--record-sites", recordSites), ("--probe-images", probeImages), ("--probe-part", probePart),
      ("--full-maps", fullMaps ? true : nil), ("--precision", precision),
      ("--shuffled", shuffled ? true : nil),
    ])
  }

  /// The options that were given, as a person writes them.
  var given: [String] {
    names([
      ("--data", data), ("--family", family), ("--hidden", hidden), ("--width", width), ("--depth", depth),
      ("--batch-norm", batchNorm), ("--dropout", dropout), ("--initialization", initialization),
      ("--optimizer", optimizer), ("--lr", lr), ("--momentum", momentum), ("--weight-decay", weightDecay),
      ("--clip", clip), ("--epochs", epochs), ("--steps", steps), ("--batch-size", batchSize),
      ("--scaling", scaling), ("--crop", crop), ("--flip", flip), ("--corrupt-labels", corruptLabels),
      ("--label-rule", labelRule), ("--pixels", pixels), ("--train-images", trainImages),
      ("--holdout", holdout), ("--seed", seed), ("--log-interval", logInterval),
      ("--checkpoint-interval", checkpointInterval), ("--keep-epochs", keepEpochs),
      ("--snapshots", snapshots),
    ]) + givenRecording
  }

  private func names(_ pairs: [(String, Any?)]) -> [String] { pairs.compactMap { $0.1 == nil ? nil : $0.0 } }

  /// Puts what the options say into a run.
  ///
  /// - Throws: `CommandError.usage`.
  func apply(to run: inout ImageRun) throws {
    func set<Value>(_ value: Value?, _ key: WritableKeyPath<ImageRun, Value>) {
      if let value { run[keyPath: key] = value }
    }
    if let data, data != run.data {
      run.data = data
      run.dataHashes = [:]
    }
    try applyNetwork(to: &run)
    try applyOptimizer(to: &run)
    set(initialization, \.initialization)
    set(lr, \.learningRate)
    if let clip { run.clipNorm = clip }
    set(epochs, \.epochs)
    if let steps { run.steps = steps }
    set(batchSize, \.batchSize)
    set(scaling, \.scaling)
    if crop != nil || flip != nil {
      let present = run.augmentation ?? Augmentation(crop: 0, flip: false)
      let changed = Augmentation(crop: crop ?? present.crop, flip: flip ?? present.flip)
      run.augmentation = changed.crop == 0 && !changed.flip ? nil : changed
    }
    try applyCorruption(to: &run)
    if let trainImages { run.trainImages = trainImages }
    set(holdout, \.holdout)
    set(seed, \.seed)
    set(logInterval, \.logInterval)
    set(checkpointInterval, \.checkpointInterval)
    set(keepEpochs, \.keepEpochs)
  }

  /// Puts what the options say about the network's shape into a run.
  ///
  /// - Throws: `CommandError.usage`.
  func applyNetwork(to run: inout ImageRun) throws {
    if let family {
      run.network.family = family
      // What belongs to another family goes.
      if family != .mlp { run.network.hiddenSizes = [] } else { run.network.widthFactor = 1 }
      run.network.depth = family == .resnet ? max(run.network.depth, 20) : 0
      if family == .resnet || family == .resnet50 { run.network.batchNorm = true }
    }
    if let hidden {
      run.network.hiddenSizes = try hidden.split(separator: ",", omittingEmptySubsequences: false).map {
        guard let units = Int($0.drop { $0 == " " }) else {
          throw CommandError.usage("--hidden '\(hidden)': '\($0)' is not a number of units")
        }
        return units
      }
    }
    if let width { run.network.widthFactor = width }
    if let depth { run.network.depth = depth }
    if let batchNorm { run.network.batchNorm = batchNorm }
    if let dropout { run.network.dropout = dropout }
  }

  private func applyOptimizer(to run: inout ImageRun) throws {
    switch (optimizer, run.optimizer) {
    case (.sgd, .adam(_, _, _, let decay)): run.optimizer = .sgd(momentum: 0, weightDecay: decay)
    case (.adam, .sgd(_, let decay)):
      run.optimizer = .publishedAdam
      run.optimizer.weightDecay = decay
    default: break
    }
    if let momentum {
      guard case .sgd(_, let decay) = run.optimizer else {
        throw CommandError.usage("--momentum belongs to sgd; add --optimizer sgd")
      }
      run.optimizer = .sgd(momentum: momentum, weightDecay: decay)
    }
    if let weightDecay { run.optimizer.weightDecay = weightDecay }
  }

  private func applyCorruption(to run: inout ImageRun) throws {
    if let corruptLabels {
      guard (0...1).contains(corruptLabels) else {
        throw CommandError.usage("--corrupt-labels \(corruptLabels) is not a share from 0 to 1")
      }
      run.labelCorruption =
        corruptLabels == 0
        ? nil
        : LabelCorruption(fraction: corruptLabels, rule: labelRule ?? run.labelCorruption?.rule ?? .permute)
    } else if let labelRule {
      guard let present = run.labelCorruption else {
        throw CommandError.usage("--label-rule goes with --corrupt-labels")
      }
      run.labelCorruption = LabelCorruption(fraction: present.fraction, rule: labelRule)
    }
    if let pixels { run.pixelCorruption = pixels }
  }

  /// Puts what the options say about recording into a run, and the default schedule where nothing is said: powers of two
  /// up to 1024 steps, then the end of each epoch.
  ///
  /// - Parameters:
  ///   - run: the configuration; one from a preset has no recording yet.
  ///   - keeps: whether the configuration's own recording, or its absence, stands.
  ///   - stepsPerEpoch: the updates of an epoch.
  /// - Throws: `CommandError.usage`, and what is wrong with a schedule.
  func applyRecording(to run: inout ImageRun, keeps: Bool, stepsPerEpoch: Int) throws {
    if snapshots == "none" {
      guard givenRecording.isEmpty else {
        throw CommandError.usage(
          "--snapshots none leaves nothing for \(givenRecording.joined(separator: ", ")) to act on")
      }
      run.recording = nil
      return
    }
    guard !keeps || snapshots != nil || !givenRecording.isEmpty else { return }
    var plan =
      run.recording ?? ImageRecordingPlan(schedule: .powersOfTwo(upTo: 1024, thenEvery: stepsPerEpoch))
    if let snapshots { plan.schedule = try SnapshotSchedule(parsing: snapshots) }
    if let recordSites {
      plan.sites = recordSites.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
    if let probeImages { plan.samples = probeImages }
    if let probePart { plan.part = probePart }
    if fullMaps { plan.fullMaps = true }
    if let precision { plan.precision = try StatePrecision(option: precision) }
    if shuffled { plan.shuffled = true }
    run.recording = plan
  }
}
