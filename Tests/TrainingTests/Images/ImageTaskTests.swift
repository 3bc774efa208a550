import Corpora
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

struct ImageTaskTests {
  private let disk = UnsynchronizedFileSystem()

  /// What a loop by hand over the parts of a run comes to.
  private struct ByHand {
    var network: ImageNetwork
    /// The sum of losses and the number of images named rightly, of each update.
    var updates: [(loss: Double, correct: Int, count: Int)] = []
  }

  private func loop(_ run: ImageRun, _ set: ImageSet, steps: Int, rate: (_ epoch: Int) -> Double) throws
    -> ByHand
  {
    let used = try run.images(of: set)
    let key = RandomKey(seed: run.seed)
    let batches = try ImageBatches(
      used.train, transform: PixelTransform(run.scaling, training: used.train),
      augmentation: run.augmentation, batchSize: run.batchSize, key: key.child("batches"))
    var result = ByHand(
      network: try ImageNetwork(run.network, initialization: run.initialization, key: key.child("weights")))
    var optimizer = Optimizer<ImageNetworkGradient>(run.optimizer, for: result.network)
    var gradient = ImageNetworkGradient(zerosFor: result.network)
    var workspace = ImageNetworkWorkspace()
    for step in 0..<steps {
      let (epoch, position) = step.quotientAndRemainder(dividingBy: batches.batchesPerEpoch)
      let batch = batches.batch(position, epoch: epoch)
      let scores = result.network.lossAndGradient(
        pixels: batch.pixels, labels: batch.labels, normalization: run.normalization,
        dropoutKey: run.network.dropout > 0 ? key.child("dropout").child(step) : nil, gradient: &gradient,
        in: &workspace)
      let norm = gradient.squaredNorms().reduce(0) { $0 + $1.value }.squareRoot()
      optimizer.step(
        &result.network, &gradient, scale: min(1, (run.clipNorm ?? .infinity) / norm), rate: rate(epoch + 1),
        step: step + 1)
      result.updates.append(
        (scores.losses.reduce(0, +), scores.ranks.count { $0 == 0 }, batch.count))
    }
    return result
  }

  /// The batches of each epoch, the masks of each step, the clipped gradient, the rate of the epoch.
  @Test(arguments: ImageExample.Kind.allCases) func aRunIsALoopOfItsParts(kind: ImageExample.Kind) throws {
    let set = try ImageExample.set(train: kind == .maps ? 52 : 60)
    var run = try kind.run(on: set)
    run.recording = nil
    run.steps = 8
    if kind == .mlp { run.clipNorm = 0.5 }
    let hand = try loop(run, set, steps: 8) { epoch in
      // Only `means` has a rate that falls, by half after its first epoch.
      kind == .means && epoch > 1 ? run.learningRate / 2 : run.learningRate
    }
    let folder = try TemporaryDirectory(inMemory: true)
    let directory = try RunDirectory(creating: folder.file("run"), in: disk)
    let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
    #expect(trainer.epochs == .each(5) && trainer.lastStep == 8)
    #expect(try Session.of(trainer).outcome == .finished)
    #expect(trainer.network == hand.network)
    // A line after four updates, after the fifth, which ends the epoch, and after the last.
    let lines = try MetricLog.read(directory.metricsPath, in: disk).filter { $0.split == "train" }
    #expect(lines.map(\.step) == [4, 5, 8] && lines.map(\.epoch) == [1, 1, 2])
    for (line, updates) in zip(lines, [0..<4, 4..<5, 5..<8]) {
      let own = hand.updates[updates]
      let count = own.reduce(0) { $0 + $1.count }
      #expect(isClose(line.loss, own.reduce(0) { $0 + $1.loss } / Double(count), tolerance: 1e-12))
      #expect(line.accuracy == Double(own.reduce(0) { $0 + $1.correct }) / Double(count))
    }
    #expect(lines.last?.images == hand.updates.reduce(0) { $0 + $1.count })
    #expect(lines.last?.lr == (kind == .means ? run.learningRate / 2 : run.learningRate))
    let used = try run.images(of: set)
    let part = try #require(used.images(kind == .maps ? .test : .valid))
    let scores = try #require(
      ImageEvaluation.scores(
        of: hand.network, on: part,
        transform: PixelTransform(run.scaling, training: used.train)))
    let last = try MetricLog.read(directory.metricsPath, in: disk).last {
      $0.split == (kind == .maps ? "test" : "valid")
    }
    #expect(last?.loss == scores.meanLoss && last?.accuracy == scores.accuracy())
  }

  /// The test images are scored with the weights of the lowest validation loss, or with the last ones.
  @Test(arguments: [TestCheckpoint.best, .last]) func theTestIsOfTheCheckpointAskedFor(
    checkpoint: TestCheckpoint
  ) throws {
    let set = try ImageExample.set()
    var run = try ImageExample.Kind.mlp.run(on: set)
    run.recording = nil
    run.keepEpochs = true
    run.testCheckpoint = checkpoint
    run.dataSeed = run.seed
    // So high a rate that the first epoch is the best.
    (run.learningRate, run.schedule, run.labelCorruption) = (0.3, .constant, nil)
    let folder = try TemporaryDirectory(inMemory: true)
    let directory = try RunDirectory(creating: folder.file("run"), in: disk)
    let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
    #expect(try Session.of(trainer).outcome == .finished)
    let log = try MetricLog.read(directory.metricsPath, in: disk)
    let valid = log.filter { $0.split == "valid" }
    let best = try #require(valid.min { $0.loss < $1.loss })
    #expect(best.step < 15, "the last epoch must not be the best: \(valid.map(\.loss))")
    let step = checkpoint == .best ? best.step : 15
    let weights = try CheckpointStore(run: directory, fileSystem: disk).load(step: step).model.tensors
    let network = try ImageNetwork(run.network, weights: weights.map { ($0.name, $0.tensor) })
    let used = try run.images(of: set)
    let scores = try #require(
      ImageEvaluation.scores(
        of: network, on: used.test, transform: PixelTransform(run.scaling, training: used.train)))
    #expect(log.last?.split == "test" && log.last?.loss == scores.meanLoss)
    #expect(log.last?.accuracy == scores.accuracy())
  }

  /// Where nothing is held out the test images choose no checkpoint: the last two stay, however good an earlier one was.
  @Test(arguments: [0, 20]) func onlyHeldOutImagesChooseACheckpoint(holdout: Int) throws {
    let set = try ImageExample.set()
    var run = try ImageExample.Kind.mlp.run(on: set)
    (run.recording, run.testCheckpoint, run.dataSeed, run.holdout) = (nil, .last, run.seed, holdout)
    // Labels that say nothing: the longer they are learned, the worse all other images become.
    run.labelCorruption = LabelCorruption(fraction: 1, rule: .resample)
    (run.learningRate, run.schedule, run.network.dropout) = (0.03, .constant, 0)
    (run.epochs, run.checkpointInterval) = (10, 1000)
    let folder = try TemporaryDirectory(inMemory: true)
    let directory = try RunDirectory(creating: folder.file("run"), in: disk)
    let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
    #expect(try Session.of(trainer).outcome == .finished)
    let epoch = trainer.epochs.average
    let scored = try MetricLog.read(directory.metricsPath, in: disk).filter { $0.split != "train" }
    let split = holdout == 0 ? "test" : "valid"
    let lowest = try #require(scored.filter { $0.split == split }.min { $0.loss < $1.loss })
    #expect(lowest.step < 9 * epoch, "an earlier epoch must be the best: \(scored.map(\.loss))")
    #expect(scored.count == (holdout == 0 ? 10 : 11))
    let store = CheckpointStore(run: directory, fileSystem: disk)
    #expect(try store.steps() == (holdout == 0 ? [] : [lowest.step]) + [9 * epoch, 10 * epoch])
    let state = try TrainingState(of: store.load(step: 10 * epoch), path: "run")
    #expect(state.bestStep == (holdout == 0 ? nil : lowest.step))
    #expect(state.bestLoss == (holdout == 0 ? nil : lowest.loss))
  }

  @Test func evaluationStopsBetweenBlocks() throws {
    let set = try ImageExample.set(train: 10, test: 520)
    let network = try ImageNetwork(zero: ImageExample.Kind.maps.run(on: set).network)
    let transform = PixelTransform(.unit, training: set.train)
    var asked = 0
    func stop(at last: Int) -> Bool {
      asked += 1
      return asked == last
    }
    #expect(
      ImageEvaluation.scores(of: network, on: set.test, transform: transform) { stop(at: 3) } == nil
        && asked == 3)
    asked = 0
    let scores = ImageEvaluation.scores(of: network, on: set.test, transform: transform) { stop(at: 4) }
    #expect(asked == 3 && scores?.count == 520)
    // Equal logits name the first class.
    #expect(scores?.accuracy() == Double(set.test.labels.count { $0 == 0 }) / 520)
  }
}
