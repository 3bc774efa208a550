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

  @OptionGroup var shape: NetworkShapeOptions

  @Flag(inversion: .prefixedNo, help: "Batch normalisation.")
  var batchNorm: Bool?

  @Option(
    help:
      "Probability with which a hidden unit of an MLP, or an input of the classifier, is dropped in training."
  )
  var dropout: Double?

  @Option(help: "How weights are drawn: he or pytorch.")
  var initialization: ImageInitialization?

  @OptionGroup var loop: LoopOptions

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

  @Option(
    help: "Replace pixels: shuffled (one permutation), random (one an image) or gaussian; none keeps them.")
  var pixels: OrNone<PixelCorruption>?

  @Option(help: "At most how many training images are used; none for all.")
  var trainImages: OrNone<Int>?

  @Option(help: "How many training images are held out and scored after every epoch.")
  var holdout: Int?

  @Option(
    help: """
      Seed of what the data are: images trained on and held out, wrong labels, moved pixels (default: 1). Runs with other \
      --seed learn from the same data.
      """)
  var dataSeed: UInt64?

  @OptionGroup var states: StateOptions

  @Option(help: "Sites to record, with commas between, such as conv_l0,logits, or all (default: all).")
  var recordSites: NameList?

  @Option(
    help: """
      Images of the probe; none for 20 for each unit of the widest site, or as many as there are (default: none).
      """)
  var probeImages: OrNone<Int>?

  @Option(help: "Part that the probe's images come from: train, valid or test.")
  var probePart: ImagePart?

  @Flag(inversion: .prefixedNo, help: "Record whole maps instead of their means over rows and columns.")
  var fullMaps: Bool?

  /// The options about recording that were given, but for the schedule.
  private var givenRecording: [String] {
    GivenOptions.names([
      ("--record-sites", recordSites), ("--probe-images", probeImages), ("--probe-part", probePart),
      ("--full-maps", fullMaps),
    ]) + states.storage.given
  }

  /// The options that were given, as a person writes them.
  var given: [String] {
    GivenOptions.names([
      ("--data", data), ("--batch-norm", batchNorm), ("--dropout", dropout),
      ("--initialization", initialization), ("--batch-size", batchSize), ("--scaling", scaling),
      ("--crop", crop),
      ("--flip", flip), ("--corrupt-labels", corruptLabels), ("--label-rule", labelRule),
      ("--pixels", pixels),
      ("--train-images", trainImages), ("--holdout", holdout), ("--data-seed", dataSeed),
      ("--snapshots", states.snapshots),
    ]) + shape.given + loop.given + givenRecording
  }

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
    shape.apply(to: &run.network)
    if let batchNorm { run.network.batchNorm = batchNorm }
    if let dropout { run.network.dropout = dropout }
    try loop.apply(to: &run)
    try loop.optimization.apply(to: &run.optimizer)
    set(initialization, \.initialization)
    set(batchSize, \.batchSize)
    set(scaling, \.scaling)
    if crop != nil || flip != nil {
      let present = run.augmentation ?? Augmentation(crop: 0, flip: false)
      let changed = Augmentation(crop: crop ?? present.crop, flip: flip ?? present.flip)
      run.augmentation = changed.crop == 0 && !changed.flip ? nil : changed
    }
    try applyCorruption(to: &run)
    if let trainImages { run.trainImages = trainImages.value }
    set(holdout, \.holdout)
    if let dataSeed { run.dataSeed = dataSeed }
  }

  private func applyCorruption(to run: inout ImageRun) throws {
    if let corruptLabels {
      guard (0...1).contains(corruptLabels) else {
        throw CommandError.usage("--corrupt-labels \(corruptLabels) is not a share from 0 to 1")
      }
      guard corruptLabels > 0 || labelRule == nil else {
        throw CommandError.usage(
          "--corrupt-labels 0 leaves nothing for --label-rule to act on; remove one of them")
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
    if let pixels { run.pixelCorruption = pixels.value }
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
    if states.snapshots == "none" {
      guard givenRecording.isEmpty else {
        throw CommandError.usage(
          "--snapshots none leaves nothing for \(givenRecording.joined(separator: ", ")) to act on")
      }
      run.recording = nil
      return
    }
    guard !keeps || states.snapshots != nil || !givenRecording.isEmpty else { return }
    var plan =
      run.recording ?? ImageRecordingPlan(schedule: .powersOfTwo(upTo: 1024, thenEvery: stepsPerEpoch))
    if let snapshots = states.snapshots { plan.schedule = try SnapshotSchedule(parsing: snapshots) }
    if let recordSites { plan.sites = recordSites.isAll ? [] : recordSites.names }
    if let probeImages { plan.samples = probeImages.value }
    if let probePart { plan.part = probePart }
    if let fullMaps { plan.fullMaps = fullMaps }
    try states.storage.apply(precision: &plan.precision, shuffled: &plan.shuffled)
    run.recording = plan
  }
}
