import Corpora
import Networks
import Tensors
import TestSupport
import Testing

@testable import Training

/// Scores in blocks, whose size the largest map decides and nothing depends on.
struct ImageEvaluationTests {
  private let site = Site(.convolution, layer: 2)
  private let key = RandomKey(seed: 4)

  private static func network(_ width: Int = 8, factor: Double = 1 / 32) throws -> ImageNetwork {
    try ImageNetwork(
      ImageNetworkConfiguration(
        .convnet, height: width, width: width, channels: 1, classes: 3, widthFactor: factor),
      initialization: .he, key: RandomKey(seed: 6))
  }

  @Test func theLargestMapDecidesHowManyImagesPass() throws {
    let resample = [[Intervention(.resample(units: [0], key: key), at: site)]]
    #expect(try Self.network().imagesPerBlock() == 250)
    // 224 × 224 × 4 numbers of 2²⁴.
    let large = try Self.network(224, factor: 1 / 16)
    #expect(large.largestMap == 200_704 && large.imagesPerBlock() == 83)
    #expect(large.imagesPerBlock(under: resample) == 75)
    let larger = try ImageNetwork(
      zero: ImageNetworkConfiguration(
        .resnet, height: 2048, width: 2048, channels: 1, classes: 3, widthFactor: 1 / 16, depth: 8))
    #expect(larger.imagesPerBlock() == 4 && larger.imagesPerBlock(under: resample) == 25)
  }

  @Test func scoresDoNotDependOnTheBlock() throws {
    let set = try ImageExample.set(train: 10, test: 110)
    let network = try Self.network()
    let transform = PixelTransform(.unit, training: set.train)
    let units = try #require(network.sites.first { $0.site == site }).units
    let deviations = [Float](repeating: 0.5, count: units)
    let sets: [[Intervention]] = [
      [], [Intervention(.clamp(units: [0], values: [1]), at: site)],
      [Intervention(.noise(deviations: deviations, key: key), at: site)],
    ]
    let resampled = [Intervention(.resample(units: [0, 1], key: key), at: site)]
    func scores(_ sets: [[Intervention]], block: Int) throws -> [ClassTotals] {
      try #require(
        ImageEvaluation.scores(
          of: network, on: set.test, transform: transform, underEach: sets, block: block,
          shouldStop: { false }))
    }
    let whole = try scores(sets, block: 250)
    for block in [1, 7, 109, 110] { #expect(try scores(sets, block: block) == whole, "\(block)") }
    let exchanged = try scores([[], resampled], block: 250)
    for block in [25, 50, 100] {
      #expect(try scores([[], resampled], block: block) == exchanged, "\(block)")
    }
    // The order in which images pass then does not show where nothing is changed.
    #expect(exchanged[0].meanLoss == whole[0].meanLoss && exchanged[1] != exchanged[0])
    let usual = try ImageEvaluation.scores(
      of: network, on: set.test, transform: transform, underEach: [[], resampled])
    #expect(usual == exchanged)
  }

  /// A unit that alone decides says nothing when its values come from images of any class, though a set is sorted by class.
  @Test func valuesComeFromImagesOfAllClasses() throws {
    let images = LabelledImages(
      shape: ImageShape(height: 1, width: 1, channels: 1), pixels: (0..<200).map { $0 < 100 ? 0 : 255 },
      labels: (0..<200).map { $0 < 100 ? 0 : 1 })
    var network = try ImageNetwork(
      zero: ImageNetworkConfiguration(
        .mlp, height: 1, width: 1, channels: 1, classes: 2, hiddenSizes: [1], batchNorm: false))
    network.visit { name, parameter in
      if name == "dense_l0.weight" { parameter.elements = [1] }
      if name == "logits.weight" { parameter.elements = [0, 2] }
      if name == "logits.bias" { parameter.elements = [1, 0] }
    }
    let change = [Intervention(.resample(units: [0], key: key), at: Site(.dense, layer: 0))]
    let found = try #require(
      try ImageEvaluation.scores(
        of: network, on: images, transform: PixelTransform(.unit, training: images),
        underEach: [[], change]))
    #expect(found[0].accuracy() == 1 && abs(found[1].accuracy() - 0.5) < 0.15, "\(found[1].accuracy())")
  }

  @Test func whatTheNetworkDoesNotHaveIsNamed() throws {
    let set = try ImageExample.set(train: 10, test: 10)
    let wrong = [Intervention(.clamp(units: [0], values: [0]), at: Site(.dense, layer: 0))]
    #expect(throws: NetworksError.self) {
      try ImageEvaluation.scores(
        of: Self.network(), on: set.test, transform: PixelTransform(.unit, training: set.train),
        underEach: [[], wrong])
    }
  }
}
