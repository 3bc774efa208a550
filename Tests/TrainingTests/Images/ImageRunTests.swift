import Corpora
import Networks
import Storage
import Testing

@testable import Training

struct ImageRunTests {
  private static func preset() throws -> ImageRun {
    try ImagePresets.run(named: "convnet-quarter", data: "cifar-10")
  }

  /// A change, and the key and the value that are then named.
  private struct Refusal: CustomTestStringConvertible {
    let key: String
    let value: String
    let change: @Sendable (inout ImageRun) -> Void

    init(_ key: String, _ value: String, _ change: @escaping @Sendable (inout ImageRun) -> Void) {
      self.key = key
      self.value = value
      self.change = change
    }

    var testDescription: String { "\(key) \(value)" }
  }

  private static let refusals: [Refusal] = [
    Refusal("batch_size", "0") { $0.batchSize = 0 },
    Refusal("epochs", "0") { $0.epochs = 0 },
    Refusal("steps", "-1") { $0.steps = -1 },
    Refusal("train_images", "0") { $0.trainImages = 0 },
    Refusal("log_interval", "0") { $0.logInterval = 0 },
    Refusal("checkpoint_interval", "2000000000") { $0.checkpointInterval = 2_000_000_000 },
    Refusal("holdout", "-1") { $0.holdout = -1 },
    Refusal("learning_rate", "nan") { $0.learningRate = .nan },
    Refusal("learning_rate", "0.0") { $0.learningRate = 0 },
    Refusal("clip_norm", "-1.0") { $0.clipNorm = -1 },
    Refusal("clip_norm", "inf") { $0.clipNorm = .infinity },
    Refusal("augmentation.crop", "33") { $0.augmentation = Augmentation(crop: 33, flip: false) },
    Refusal("augmentation.crop", "-1") { $0.augmentation = Augmentation(crop: -1, flip: true) },
    Refusal("momentum", "1.0") { $0.optimizer = .sgd(momentum: 1, weightDecay: 0) },
    Refusal("weight_decay", "2.0") { $0.optimizer.weightDecay = 2 },
    Refusal("schedule", "0.0") { $0.schedule = .plateau(divisor: 0) },
    Refusal("schedule", "milestones after epochs [] by 0.1") {
      $0.schedule = .milestones(epochs: [], factor: 0.1)
    },
    Refusal("schedule", "milestones after epochs [3, 3] by 0.1") {
      $0.schedule = .milestones(epochs: [3, 3], factor: 0.1)
    },
    Refusal("schedule", "milestones after epochs [0, 3] by 0.1") {
      $0.schedule = .milestones(epochs: [0, 3], factor: 0.1)
    },
    Refusal("schedule", "milestones after epochs [3] by 1.5") {
      $0.schedule = .milestones(epochs: [3], factor: 1.5)
    },
    Refusal("samples", "0") {
      $0.recording = ImageRecordingPlan(schedule: .every(5))
      $0.recording?.samples = 0
    },
    Refusal("memory_ceiling_mib", "0") {
      $0.recording = ImageRecordingPlan(schedule: .every(5))
      $0.recording?.memoryCeilingMiB = 0
    },
  ]

  @Test(arguments: refusals.indices) func numbersOutOfRangeAreNamed(index: Int) throws {
    let refusal = Self.refusals[index]
    var run = try Self.preset()
    refusal.change(&run)
    do {
      try run.validate()
      Issue.record("it was taken")
    } catch TrainingError.configuration(let key, let value, let allowed) {
      #expect(key == refusal.key && value == refusal.value && !allowed.isEmpty)
    }
  }

  @Test func whatTheNetworkCannotBeIsNamed() throws {
    var run = try Self.preset()
    run.network.classes = 1
    #expect(throws: NetworksError.self) { try run.validate() }
    run = try Self.preset()
    run.recording = ImageRecordingPlan(schedule: .every(5))
    run.recording?.sites = ["conv_l0", "conv_l11"]
    let known = (0..<11).map { "conv_l\($0)" } + ["logits"]
    #expect(throws: NetworksError.unknownSite(name: "conv_l11", known: known)) { try run.validate() }
  }

  @Test func everyPresetIsValid() throws {
    for name in ImagePresets.names {
      let run = try ImagePresets.run(named: name, data: "d")
      try run.validate()
      #expect(run.data == "d" && run.seed == 1 && run.recording == nil && run.network.classes == 10)
      #expect(try StrictJSON.decode(ImageRun.self, from: StrictJSON.encode(run), source: name) == run)
    }
    #expect(throws: TrainingError.unknownPreset(name: "mlp", known: ImagePresets.names)) {
      try ImagePresets.run(named: "mlp", data: "d")
    }
  }

  /// Weights, biases and normalisations, counted by hand; 0.27 million of ResNet-20 as published.
  @Test func presetsHaveThePublishedSizes() throws {
    let channels = [3, 64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512]
    let convolutions = zip(channels, channels.dropFirst()).reduce(0) { $0 + 9 * $1.0 * $1.1 + 2 * $1.1 }
    for (name, count) in [
      ("mlp-512", 784 * 512 + 512 + 512 * 512 + 512 + 512 * 10 + 10),
      ("mlp-128", 784 * 128 + 128 + 128 * 128 + 128 + 128 * 10 + 10),
      ("convnet", convolutions + 4 * 4 * 512 * 10 + 10), ("resnet-20", 269_722),
    ] {
      let run = try ImagePresets.run(named: name, data: "d")
      #expect(try ImageNetwork(zero: run.network).parameterCount == count, "\(name)")
    }
  }

  @Test func aRunSurvivesItsFile() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    for kind in ImageExample.Kind.allCases {
      var run = try kind.run(on: set)
      run.steps = 7
      let bytes = try StrictJSON.encode(run)
      #expect(try StrictJSON.decode(ImageRun.self, from: bytes, source: "config.json") == run)
      #expect(try StrictJSON.encode(StrictJSON.decode(ImageRun.self, from: bytes, source: "")) == bytes)
    }
  }

  @Test func theFileHasTheKeysOfTheDocumentation() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    let text = String(decoding: try StrictJSON.encode(ImageExample.Kind.mlp.run(on: set)), as: UTF8.self)
    for key in [
      "data", "data_hashes", "network", "initialization", "scaling", "label_corruption", "holdout",
      "batch_size", "epochs", "optimizer", "learning_rate", "schedule", "clip_norm", "normalization",
      "test_checkpoint", "seed", "data_seed", "log_interval", "checkpoint_interval", "keep_epochs",
      "recording",
      "hidden_sizes", "width_factor", "batch_norm", "dropout", "adam", "beta1", "weight_decay", "plateau",
      "full_maps", "memory_ceiling_mib", "part", "samples",
    ] { #expect(text.contains("\"\(key)\""), "\(key)") }
    // What is not asked for has no key.
    for key in ["augmentation", "pixel_corruption", "train_images", "steps"] {
      #expect(!text.contains("\"\(key)\""), "\(key)")
    }
  }

  /// Replaces a part of a run's file and gives the sentence of the error.
  private func sentence(_ old: String, _ new: String) throws -> String {
    let set = try ImageExample.set(train: 30, test: 10)
    let text = String(decoding: try StrictJSON.encode(ImageExample.Kind.means.run(on: set)), as: UTF8.self)
    #expect(text.contains(old), "\(text)")
    do {
      _ = try StrictJSON.decode(
        ImageRun.self, from: Array(text.replacing(old, with: new).utf8), source: "config.json")
      return "it was taken"
    } catch { return "\(error)" }
  }

  @Test func misspeltKeysAndNamesAreFound() throws {
    for (old, new, words) in [
      ("\"epochs\"", "\"epoches\"", "unknown key 'epoches'"),
      ("\"width_factor\"", "\"width\" : 8, \"widht_factor\"", "unknown key 'widht_factor'"),
      ("\"epsilon\"", "\"eps\"", "unknown key 'eps'"),
      ("\"full_maps\"", "\"fullmaps\" : true, \"full_maps\"", "unknown key 'fullmaps'"),
      ("\"convnet\"", "\"convnets\"", "convnets"),
      ("\"adam\"", "\"adamw\"", "'optimizer' must hold one kind that there is"),
      ("\"resample\"", "\"shuffle\"", "shuffle"), ("\"standardized\"", "\"normal\"", "normal"),
    ] {
      let found = try sentence(old, new)
      #expect(found.contains(words) && found.contains("config.json"), "\(found)")
    }
    #expect(try sentence("\"fraction\" : 0.2", "\"fraction\" : 2").contains("2.0 is not from 0 to 1"))
  }

  @Test func otherImagesAreRefused() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    let other = try ImageExample.set(train: 30, test: 10, seed: 2)
    let run = try ImageExample.Kind.mlp.run(on: set)
    #expect(run.dataHashes == set.hashes && run.dataHashes.count == 4)
    #expect(try run.completed(for: set) == run)
    #expect(throws: TrainingError.changedData(split: "t10k-images-idx3-ubyte")) {
      try run.completed(for: other)
    }
    var part = run
    part.dataHashes = ["train-labels-idx1-ubyte": "00"]
    let error = #expect(throws: TrainingError.changedData(split: "train-labels-idx1-ubyte")) {
      try part.completed(for: set)
    }
    #expect(error?.description.hasPrefix("the train-labels-idx1-ubyte data are not those that") == true)
  }

  @Test func theImagesFillInWhatTheySay() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    var run = try Self.preset()
    run = try run.completed(for: set)
    #expect(run.network.height == 8 && run.network.width == 8)
    #expect(run.network.channels == 1 && run.network.classes == 3)
    #expect(run.dataHashes == set.hashes)
  }

  /// The rate of He and others 2016: a tenth after 82 epochs, a hundredth after 123.
  @Test func milestonesDivideTheRate() throws {
    let run = try ImagePresets.run(named: "resnet-20", data: "d")
    let schedule = LearningRateSchedule.milestones(epochs: [82, 123], factor: 0.1)
    #expect(run.schedule == schedule && run.epochs == 164)
    let rates = [1, 82, 83, 123, 124, 164].map {
      schedule.rate(initial: 0.1, step: 7, lastStep: 9, epoch: $0, plateaus: 9)
    }
    for (rate, expected) in zip(rates, [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]) {
      #expect(abs(rate / expected - 1) < 1e-12)
    }
    let text = String(decoding: try StrictJSON.encode(run), as: UTF8.self).filter { !$0.isWhitespace }
    #expect(text.contains("\"schedule\":{\"milestones\":{\"epochs\":[82,123],\"factor\":0.1}}"), "\(text)")
  }

  /// A run of a network, with batches of ten.
  private func run(
    _ family: ImageNetworkConfiguration.Family, batchNorm: Bool = true, on set: ImageSet
  ) throws -> ImageRun {
    let run = ImageRun(
      data: set.folder,
      network: ImageNetworkConfiguration(
        family, height: 8, width: 8, channels: 1, classes: 3, hiddenSizes: family == .mlp ? [6] : [],
        widthFactor: family == .mlp ? 1 : 1 / 32, depth: family == .resnet ? 8 : 0, batchNorm: batchNorm),
      scaling: .standardized, augmentation: nil, batchSize: 10, epochs: 2,
      optimizer: .sgd(momentum: 0, weightDecay: 0), learningRate: 0.02, schedule: .constant)
    return try run.completed(for: set)
  }

  /// One number has no variance: such a last batch is left out, and a run that has no others is refused.
  @Test func noBatchOfOneImageIsNormalised() throws {
    let set = try ImageExample.set(train: 31, test: 10)
    for (family, batchNorm, least) in [
      (.mlp, true, 2), (.mlp, false, 1), (.convnet, true, 2), (.convnet, false, 1), (.svccaConvnet, true, 2),
      (.resnet, true, 1),
    ] as [(ImageNetworkConfiguration.Family, Bool, Int)] {
      var run = try run(family, batchNorm: batchNorm, on: set)
      #expect(run.network.leastTrainingImages == least, "\(family)")
      #expect(run.stepsPerEpoch(images: 31) == (least == 2 ? 3 : 4) && run.stepsPerEpoch(images: 32) == 4)
      run.normalization = .running
      #expect(run.stepsPerEpoch(images: 31) == 4)
    }
    let (remains, trainer) = try ImageExample.trained(run(.mlp, on: set), on: set)
    #expect(trainer.lastStep == 6 && remains.metrics.last { $0.split == "train" }?.images == 60)
    #expect(trainer.network.statistics.allSatisfy { $0.variance.allSatisfy { $0.isFinite && $0 > 0 } })
    #expect(remains.metrics.allSatisfy { $0.loss.isFinite })
    var single = try run(.mlp, on: set)
    single.batchSize = 1
    let error = #expect(throws: TrainingError.self) { try single.validate() }
    #expect(error?.description.hasPrefix("batch_size is 1, but must be at least 2, since") == true)
    single.normalization = .running
    try single.validate()
    (single.normalization, single.batchSize, single.trainImages) = (.batch, 10, 1)
    #expect(throws: TrainingError.self) { try single.images(of: set) }
  }

  @Test func testImagesSteerNoTraining() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    var run = try ImageExample.Kind.mlp.run(on: set)
    try run.checkSteering(run.images(of: set))
    (run.holdout, run.testCheckpoint, run.recording) = (0, .last, nil)
    let used = try run.images(of: set)
    let error = #expect(throws: TrainingError.self) { try run.checkSteering(used) }
    #expect(error?.description.contains("plateau with a holdout") == true)
    #expect(throws: TrainingError.self) { try ImageExample.trained(run, on: set) }
    run.schedule = .milestones(epochs: [1, 2], factor: 0.5)
    try run.checkSteering(used)
    let (remains, _) = try ImageExample.trained(run, on: set)
    let rates = remains.metrics.filter { $0.split == "train" }.compactMap(\.lr)
    #expect(Set(rates) == [0.01, 0.005, 0.0025])
  }

  @Test func theBestCheckpointNeedsSomethingToChooseItBy() throws {
    let set = try ImageExample.set(train: 30, test: 10)
    var run = try ImageExample.Kind.mlp.run(on: set)
    run.holdout = 0
    #expect(
      throws: TrainingError.configuration(
        key: "test_checkpoint", value: "best", allowed: "last, or best with a holdout to choose it by")
    ) { try run.images(of: set) }
    run.testCheckpoint = .last
    #expect(try run.images(of: set).valid == nil)
    run.holdout = 30
    #expect(throws: CorporaError.self) { try run.images(of: set) }
  }

  /// Which images are held out and left depends on the seed of the data; held-out and test images keep their true labels.
  @Test func theDataSeedDecidesTheSplitAndTheWrongLabels() throws {
    let set = try ImageExample.set(train: 60, test: 10)
    var run = try ImageExample.Kind.mlp.run(on: set)
    run.trainImages = 40
    let first = try run.images(of: set)
    #expect(first.train.count == 40 && first.valid?.count == 12 && first.test == set.test)
    #expect(try run.images(of: set) == first)
    #expect(first.train.labels != first.trueTrainLabels)
    run.seed = 12
    run.pixelCorruption = .random
    let pixels = try run.images(of: set)
    run.seed = 13
    #expect(try run.images(of: set) == pixels && pixels.train.labels == first.train.labels)
    run.pixelCorruption = nil
    #expect(run.dataSeed == 1)
    run.dataSeed = 12
    let second = try run.images(of: set)
    #expect(second.train != first.train && second.valid != first.valid)
    // A run from before the key takes its seed.
    (run.dataSeed, run.seed) = (nil, 12)
    #expect(try run.images(of: set) == second)
    let text = String(decoding: try StrictJSON.encode(run), as: UTF8.self)
    #expect(!text.contains("data_seed"))
    run.labelCorruption = nil
    let clean = try run.images(of: set)
    #expect(clean.train.pixels == second.train.pixels && clean.train.labels == second.trueTrainLabels)
  }
}
