public import Corpora
public import Networks
public import Storage

private import Foundation
private import Tensors

/// Trains an image network in a run folder.
public typealias ImageTrainer = Trainer<ImageTask>

/// An image network on labelled images, trained by stochastic gradients of the cross-entropy.
public struct ImageTask: TrainingTask {
  /// The configuration, with sizes and hashes of the data filled in.
  public let run: ImageRun
  /// The network as it stands.
  public private(set) var network: ImageNetwork

  private let set: ImageSet
  private let transform: PixelTransform
  private let batches: ImageBatches
  private let key: RandomKey
  private let recording: ImageRecording?
  private var optimizer: Optimizer<ImageNetworkGradient>
  private var gradient: ImageNetworkGradient
  private var workspace = ImageNetworkWorkspace()

  /// Prepares a run from its start, or as a checkpoint left it.
  init(_ run: ImageRun, images: ImageSet, checkpoint: Checkpoint?, path: String) throws {
    self.run = run
    set = try run.images(of: images)
    // A run that began before this was checked goes on as it was configured.
    if checkpoint == nil { try run.checkSteering(set) }
    key = RandomKey(seed: run.seed)
    transform = PixelTransform(run.scaling, training: set.train)
    batches = try run.batches(set.train, transform: transform, key: key.child("batches"))
    if let checkpoint {
      do {
        network = try ImageNetwork(
          run.network, weights: checkpoint.model.tensors.map { ($0.name, $0.tensor) })
        optimizer = Optimizer(run.optimizer, for: network)
        try optimizer.load(checkpoint.trainState)
      } catch let error as NetworksError {
        throw TrainingError.unusableCheckpoint(path: path, what: error.description)
      }
    } else {
      network = try ImageNetwork(run.network, initialization: run.initialization, key: key.child("weights"))
      optimizer = Optimizer(run.optimizer, for: network)
    }
    gradient = ImageNetworkGradient(zerosFor: network)
    let (network, set, transform) = (network, set, transform)
    recording = try run.recording.map {
      try ImageRecording($0, network: network, set: set, transform: transform)
    }
  }

  /// The batches of each epoch.
  public var epochs: EpochSteps { .each(batches.batchesPerEpoch) }

  /// The held-out images, or the test images where none are.
  public var epochSplit: String { (set.valid == nil ? ImagePart.test : .valid).rawValue }

  /// The weights and running statistics in PyTorch's names.
  public var weights: SafetensorsFile {
    SafetensorsFile(
      tensors: network.namedWeights.map { NamedTensor(name: $0.name, tensor: $0.tensor) }, metadata: [:])
  }

  /// What the optimiser remembers.
  public var trainState: SafetensorsFile {
    SafetensorsFile(tensors: optimizer.tensors, metadata: [:])
  }

  /// Reads the next batch of the epoch's random order.
  public mutating func update(step: Int, epoch: Int, position: Int, rate: Double) throws -> UpdateReport {
    let batch = batches.batch(position, epoch: epoch - 1)
    let scores = network.lossAndGradient(
      pixels: batch.pixels, labels: batch.labels, normalization: run.normalization,
      dropoutKey: run.network.dropout > 0 ? key.child("dropout").child(step) : nil, gradient: &gradient,
      in: &workspace)
    let loss = scores.meanLoss
    try check(loss, step: step + 1, network)
    let norm = try optimizer.update(
      &network, gradient: &gradient, clipNorm: run.clipNorm, clipValue: run.clipValue, rate: rate,
      step: step + 1, loss: loss)
    return UpdateReport(
      lossSum: scores.losses.reduce(0, +), count: batch.count, correct: scores.ranks.count { $0 == 0 },
      gradNorm: norm)
  }

  private func check(_ loss: Double, step: Int, _ network: ImageNetwork) throws {
    // A deep network without normalisation may begin far above a guess and learn all the same.
    try DivergenceGuard.check(
      loss: loss, step: step, classes: run.network.classes, factor: DivergenceGuard.imageExplosionFactor
    ) { network.parameters }
  }

  /// Scores all images of a part with dropout off and running statistics.
  public func score(
    _ split: String, weights: SafetensorsFile?, step: Int, shouldStop: () -> Bool
  ) throws -> SplitScore? {
    guard let images = ImagePart(rawValue: split).flatMap(set.images) else {
      preconditionFailure("no part '\(split)'")
    }
    let scored = try weights.map {
      try ImageNetwork(run.network, weights: $0.tensors.map { ($0.name, $0.tensor) })
    }
    guard
      let scores = ImageEvaluation.scores(
        of: scored ?? network, on: images, transform: transform, shouldStop: shouldStop)
    else { return nil }
    try check(scores.meanLoss, step: step, scored ?? network)
    return SplitScore(meanLoss: scores.meanLoss, accuracy: scores.accuracy())
  }

  /// A line with images and accuracy.
  public func metric(
    _ split: String, _ score: SplitScore, at place: MetricPlace, _ pace: MetricPace?
  ) -> MetricRecord {
    guard let accuracy = score.accuracy else {
      preconditionFailure("images of the \(split) part were scored without counting the right ones")
    }
    return MetricRecord(
      step: place.step, epoch: place.epoch, images: place.items, wall: place.wall, split: split,
      loss: score.meanLoss, accuracy: accuracy, imagesPerSecond: pace?.itemsPerSecond,
      gradNorm: pace?.gradNorm, lr: pace?.rate)
  }

  /// The probe, where it is due.
  public func probesDue(step: Int, lastStep: Int) -> [String] {
    guard let recording,
      recording.plan.schedule.contains(step: step, epochs: epochs, lastStep: lastStep)
    else { return [] }
    return [recording.probe.name]
  }

  /// The steps of all snapshots.
  public func snapshotSteps(lastStep: Int) -> [Int] {
    recording?.plan.schedule.steps(epochs: epochs, lastStep: lastStep) ?? []
  }

  /// Records the probe.
  public func record(probe: String, step: Int, into writer: StateStoreWriter) throws {
    try recording?.record(network, step: step, into: writer)
  }

  /// Opens the state store.
  public func writer(
    at path: String, resumingAt step: Int?, effect: StateEffectMeasure?, in fileSystem: any FileSystem
  ) throws -> StateStoreWriter? {
    try recording?.writer(at: path, of: run, resumingAt: step, effect: effect, in: fileSystem)
  }
}

extension Trainer where Task == ImageTask {
  /// Prepares a run in its folder: from the start, or from its latest checkpoint where it has one.
  ///
  /// - Parameters:
  ///   - run: the configuration, completed by ``ImageRun/completed(for:)``.
  ///   - images: the set as it was read.
  ///   - directory: the run's folder.
  ///   - resume: whether to go on from the latest checkpoint.
  ///   - effect: measures what storing does to an analysis; its numbers go into the store's attributes.
  ///   - fileSystem: the files.
  /// - Throws: ``TrainingError``, `NetworksError`, a corpus or a storage error.
  public convenience init(
    _ run: ImageRun, images: ImageSet, directory: RunDirectory, resume: Bool,
    effect: StateEffectMeasure? = nil, in fileSystem: any FileSystem
  ) throws {
    try run.validate()
    try self.init(
      run.loopSettings, directory: directory, resume: resume, effect: effect, in: fileSystem
    ) { checkpoint, path in try ImageTask(run, images: images, checkpoint: checkpoint, path: path) }
  }

  /// The network as it stands.
  public var network: ImageNetwork { task.network }
}
