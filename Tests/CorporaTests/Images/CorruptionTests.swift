import Storage
import Tensors
import Testing

@testable import Corpora

@Suite struct CorruptionTests {
  private static let labels = (0..<1000).map { Int32($0 % 10) }

  private static func images(_ count: Int) -> LabelledImages {
    let shape = ImageShape(height: 4, width: 5, channels: 3)
    let key = RandomKey(seed: 3)
    return LabelledImages(
      shape: shape,
      pixels: (0..<count * shape.count).map { UInt8(key.integer($0, below: 50 + 60 * ($0 % 3))) },
      labels: (0..<count).map { Int32($0 % 4) })
  }

  @Test(arguments: LabelCorruption.Rule.allCases) func chosenLabelsChangeAndNoOthers(
    rule: LabelCorruption.Rule
  ) {
    let key = RandomKey(seed: 1)
    func changed(_ fraction: Double) -> Set<Int> {
      let new = LabelCorruption(fraction: fraction, rule: rule).apply(to: Self.labels, classes: 10, key: key)
      #expect(new.allSatisfy { (0..<10).contains($0) })
      return Set(new.indices.filter { new[$0] != Self.labels[$0] })
    }
    #expect(changed(0).isEmpty)
    // Nine in ten of the chosen ones get another class: 270 of 300, with a standard deviation of 5.
    #expect((250...288).contains(changed(0.3).count))
    #expect((860...940).contains(changed(1).count))
    let chosen = Set(key.child("images").permutation(1000).prefix(300))
    #expect(changed(0.3).isSubset(of: chosen))
  }

  @Test func permutingKeepsTheClassCountsAndResamplingDoesNot() {
    let images = LabelledImages(
      shape: ImageShape(height: 1, width: 1, channels: 1), pixels: [UInt8](repeating: 0, count: 1000),
      labels: Self.labels)
    func counts(_ rule: LabelCorruption.Rule) -> [Int] {
      var copy = images
      copy.labels = LabelCorruption(fraction: 0.7, rule: rule).apply(
        to: Self.labels, classes: 10, key: RandomKey(seed: 2))
      return copy.classCounts(of: 10)
    }
    #expect(counts(.permute) == [Int](repeating: 100, count: 10))
    #expect(counts(.resample) != [Int](repeating: 100, count: 10))
  }

  @Test func shufflingMovesEveryImageAlike() {
    let images = Self.images(3)
    let key = RandomKey(seed: 4)
    let shuffled = PixelCorruption.shuffled.apply(to: images, key: key)
    let order = key.permutation(20)
    for image in 0..<3 {
      for (place, source) in order.enumerated() {
        let (new, old) = (image * 60 + 3 * place, image * 60 + 3 * source)
        #expect(shuffled.pixels[new..<new + 3] == images.pixels[old..<old + 3][...])
      }
    }
    #expect(shuffled.labels == images.labels && shuffled.pixels != images.pixels)
  }

  @Test func randomPixelsMoveEveryImageInItsOwnWay() {
    let images = LabelledImages(
      shape: ImageShape(height: 4, width: 5, channels: 1), pixels: Array(0..<20) + Array(0..<20),
      labels: [0, 1])
    let random = PixelCorruption.random.apply(to: images, key: RandomKey(seed: 4))
    let (first, second) = (Array(random.pixels[0..<20]), Array(random.pixels[20...]))
    #expect(first != second && first.sorted() == Array(0..<20) && second.sorted() == Array(0..<20))
  }

  @Test func gaussianImagesHaveTheMomentsOfTheTrueOnes() {
    let images = Self.images(500)
    let noise = PixelCorruption.gaussian.apply(to: images, key: RandomKey(seed: 5))
    for (new, old) in zip(noise.channelMoments, images.channelMoments) {
      // 10,000 draws a channel; what is cut off at 0 raises the mean by less than 2 % of a deviation.
      #expect(abs(new.mean - old.mean) < 0.08 * old.deviation)
      #expect(abs(new.deviation - old.deviation) < 0.08 * old.deviation)
    }
    #expect(noise.labels == images.labels)
  }

  @Test func momentsAreThoseOfTheFormula() {
    let images = LabelledImages(
      shape: ImageShape(height: 1, width: 2, channels: 2), pixels: [1, 10, 3, 10, 5, 10, 7, 30],
      labels: [0, 0])
    #expect(images.channelMoments[0].mean == 4 && images.channelMoments[0].deviation == 5.0.squareRoot())
    #expect(images.channelMoments[1].mean == 15 && images.channelMoments[1].deviation == 75.0.squareRoot())
  }

  @Test(arguments: ["-0.1", "1.5", "1e99"]) func aFractionInAFileIsChecked(fraction: String) throws {
    func read(_ fraction: String) throws -> LabelCorruption {
      try StrictJSON.decode(
        LabelCorruption.self, from: Array("{\"fraction\": \(fraction), \"rule\": \"permute\"}".utf8),
        source: "a")
    }
    #expect(try read("0.25") == LabelCorruption(fraction: 0.25))
    let error = #expect(throws: StorageError.self) { try read(fraction) }
    #expect(error?.description.contains("is not from 0 to 1") == true, "\(error?.description ?? "")")
  }
}
