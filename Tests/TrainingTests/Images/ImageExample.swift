import Corpora
import Networks
import Storage
import Tensors
import TestSupport

@testable import Training

/// Small sets of generated images, and runs on them.
enum ImageExample {
  /// Gratings of three directions, 8 × 8.
  static func set(train: Int = 60, test: Int = 40, seed: UInt64 = 1) throws -> ImageSet {
    try set(SyntheticImages(kind: .gratings, classes: 3, size: 8, noise: 0.1), train, test, seed: seed)
  }

  /// Generated images, written and read.
  static func set(_ images: SyntheticImages, _ train: Int, _ test: Int, seed: UInt64 = 1) throws -> ImageSet {
    let folder = try TemporaryDirectory(inMemory: true)
    return try withExtendedLifetime(folder) {
      let disk = UnsynchronizedFileSystem()
      try SyntheticImageSet.write(
        to: folder.file("gratings"), images: images, train: train, test: test, seed: seed, in: disk)
      return try ImageSet.load(folder.file("gratings"), in: disk)
    }
  }

  /// A kind of run; together they have everything that a checkpoint must carry.
  enum Kind: String, CaseIterable, CustomStringConvertible {
    /// Dropout, Adam, clipping, wrong labels, held-out images, the best checkpoint.
    case mlp
    /// Batch normalisation, momentum, crops and mirrors, whole maps, no held-out images.
    case maps
    /// Batch normalisation and dropout, held-out images, means of maps.
    case means

    var description: String { rawValue }

    /// A run of this kind, of three epochs of five updates.
    func run(on set: ImageSet) throws -> ImageRun {
      var run =
        self == .mlp
        ? ImageExample.mlp(set)
        : ImageRun(
          data: set.folder,
          network: ImageNetworkConfiguration(
            .convnet, height: 8, width: 8, channels: 1, classes: 3, widthFactor: 1 / 32,
            dropout: self == .means ? 0.25 : 0),
          scaling: .standardized, augmentation: Augmentation(crop: 1, flip: true), batchSize: 10, epochs: 3,
          optimizer: .sgd(momentum: 0.9, weightDecay: 1e-3), learningRate: 0.02, schedule: .constant, seed: 12
        )
      run.logInterval = 4
      run.checkpointInterval = 3
      var plan = ImageRecordingPlan(schedule: .powersOfTwo(upTo: 8, thenEvery: 5))
      plan.samples = 17
      switch self {
      case .mlp:
        plan.part = .valid
      case .maps:
        run.trainImages = 50
        run.pixelCorruption = .shuffled
        run.keepEpochs = true
        plan.sites = ["conv_l0", "conv_l10", "logits"]
        plan.fullMaps = true
        plan.precision = .lossless
      case .means:
        run.holdout = 12
        run.optimizer = .adam(beta1: 0.9, beta2: 0.99, epsilon: 1e-6, weightDecay: 1e-3)
        run.schedule = .decay(factor: 0.5, afterEpoch: 1)
        run.labelCorruption = LabelCorruption(fraction: 0.2, rule: .resample)
        run.normalization = .running
        plan.shuffled = true
      }
      run.recording = plan
      return try run.completed(for: set)
    }
  }

  private static func mlp(_ set: ImageSet) -> ImageRun {
    var run = ImageRun(
      data: set.folder,
      network: ImageNetworkConfiguration(
        .mlp, height: 8, width: 8, channels: 1, classes: 3, hiddenSizes: [10, 8], batchNorm: false,
        dropout: 0.3),
      scaling: .whitened, augmentation: nil, batchSize: 10, epochs: 3, optimizer: .publishedAdam,
      learningRate: 0.01, schedule: .plateau(divisor: 2), seed: 11)
    run.holdout = 12
    run.labelCorruption = LabelCorruption(fraction: 0.3, rule: .permute)
    run.clipNorm = 1
    run.testCheckpoint = .best
    return run
  }

  /// Trains a run to its end in a folder of its own.
  static func trained(_ run: ImageRun, on set: ImageSet) throws -> (Remains, ImageTrainer) {
    let folder = try TemporaryDirectory(inMemory: true)
    return try withExtendedLifetime(folder) {
      let disk = UnsynchronizedFileSystem()
      let directory = try RunDirectory(creating: folder.file("run"), in: disk)
      let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
      _ = try Session.of(trainer)
      return (try Remains(directory), trainer)
    }
  }
}
