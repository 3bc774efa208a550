import Corpora
import Networks
import Storage
import Testing

@testable import Training

/// Small networks learn what they should within seconds.
struct ImageLearningTests {
  private func run(_ set: ImageSet, hidden: [Int], epochs: Int, rate: Double) throws -> ImageRun {
    let run = ImageRun(
      data: set.folder,
      network: ImageNetworkConfiguration(
        .mlp, height: 8, width: 8, channels: 1, classes: 2, hiddenSizes: hidden, batchNorm: false),
      scaling: .whitened, augmentation: nil, batchSize: 20, epochs: epochs, optimizer: .publishedAdam,
      learningRate: rate, schedule: .constant, seed: 3)
    return try run.completed(for: set)
  }

  /// The last line of a split.
  private func last(_ metrics: [MetricRecord], _ split: String) throws -> MetricRecord {
    try #require(metrics.last { $0.split == split })
  }

  @Test func directionsOfGratingsAreTold() throws {
    let images = try SyntheticImages(kind: .gratings, classes: 4, size: 10, noise: 0.05)
    let set = try ImageExample.set(images, 400, 200)
    let (remains, _) = try ImageExample.trained(
      try run(set, hidden: [48], epochs: 15, rate: 0.01), on: set)
    let first = try #require(remains.metrics.first { $0.split == "test" })
    let end = try last(remains.metrics, "test")
    #expect((end.accuracy ?? 0) > 0.9, "\(end)")
    #expect(end.loss < first.loss && end.images == 15 * 400 && end.step == 15 * 20 && end.epoch == 15)
  }

  /// Zhang and others 2017: labels that tell nothing are learned by heart, and test images are then named by chance.
  @Test func randomLabelsAreLearnedByHeart() throws {
    let set = try ImageExample.set(train: 200, test: 150)
    var run = try run(set, hidden: [64], epochs: 50, rate: 0.01)
    run.labelCorruption = LabelCorruption(fraction: 1, rule: .resample)
    run.logInterval = 10
    let (remains, trainer) = try ImageExample.trained(run, on: set)
    let train = try last(remains.metrics, "train")
    #expect((train.accuracy ?? 0) > 0.99 && train.loss < 0.1, "\(train)")
    #expect((try last(remains.metrics, "test").accuracy ?? 1) < 0.6)
    // The labels that were learned are those of the run, not the true ones.
    let used = try run.images(of: set)
    #expect(used.train.labels != used.trueTrainLabels && used.test == set.test)
    let scores = try #require(
      ImageEvaluation.scores(
        of: trainer.network, on: used.train, transform: PixelTransform(.whitened, training: used.train)))
    #expect(scores.accuracy() > 0.99)
    let agreeing = zip(used.train.labels, used.trueTrainLabels).count { $0 == $1 }
    #expect(agreeing < 120)
  }

  /// Convolutions with batch normalisation, crops and mirrors learn too.
  @Test func aConvolutionalNetworkLearns() throws {
    let set = try ImageExample.set(train: 120, test: 60)
    var run = ImageRun(
      data: set.folder,
      network: ImageNetworkConfiguration(
        .convnet, height: 8, width: 8, channels: 1, classes: 2, widthFactor: 1 / 16),
      scaling: .standardized, augmentation: nil, batchSize: 20, epochs: 6,
      optimizer: .sgd(momentum: 0.9, weightDecay: 1e-4), learningRate: 0.05, schedule: .constant)
    run = try run.completed(for: set)
    run.logInterval = 6
    let (remains, _) = try ImageExample.trained(run, on: set)
    let train = remains.metrics.filter { $0.split == "train" }.map(\.loss)
    #expect(train.count == 6 && (train.last ?? 9) < 0.5 * (train.first ?? 0), "\(train)")
  }
}
