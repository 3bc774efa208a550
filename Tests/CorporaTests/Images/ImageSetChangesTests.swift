import Tensors
import Testing

@testable import Corpora

@Suite struct ImageSetChangesTests {
  private let key = RandomKey(seed: 3)

  /// Each image of 2 × 2 tells its part and number in its first pixel.
  private func images(_ count: Int, from first: Int) -> LabelledImages {
    LabelledImages(
      shape: ImageShape(height: 2, width: 2, channels: 1),
      pixels: (0..<count).flatMap { [UInt8(first + $0), 10, 20, UInt8($0)] },
      labels: (0..<count).map { Int32($0 % 4) })
  }

  private func set(train: Int = 100, valid: Int? = nil) -> ImageSet {
    ImageSet(
      name: "a", folder: "b",
      contents: ImageSetContents(
        train: images(train, from: 0), valid: valid.map { images($0, from: 150) },
        test: images(40, from: 200), classNames: ["0", "1", "2", "3"]),
      warnings: [])
  }

  private func numbers(_ images: LabelledImages) -> [Int] {
    stride(from: 0, to: images.pixels.count, by: 4).map { Int(images.pixels[$0]) }
  }

  @Test func aSplitTakesEveryImageOnce() throws {
    let split = try set().split(holdout: 30, trainImages: nil, key: key)
    let valid = try #require(split.valid)
    #expect(valid.count == 30 && split.train.count == 70)
    #expect((numbers(valid) + numbers(split.train)).sorted() == Array(0..<100))
    #expect(numbers(valid) == numbers(valid).sorted() && numbers(valid) != Array(70..<100))
    #expect(valid.labels == numbers(valid).map { Int32($0 % 4) })
    #expect(split.trueTrainLabels == split.train.labels && split.test == set().test)
    #expect(try set().split(holdout: 30, trainImages: nil, key: RandomKey(seed: 4)).valid != valid)
  }

  @Test func fewerTrainingImagesAreAmongMore() throws {
    let few = try set().split(holdout: 30, trainImages: 10, key: key)
    let more = try set().split(holdout: 30, trainImages: 25, key: key)
    #expect(few.train.count == 10 && more.train.count == 25 && few.valid == more.valid)
    #expect(Set(numbers(few.train)).isSubset(of: numbers(more.train)))
    #expect(few.train.labels == numbers(few.train).map { Int32($0 % 4) })
    #expect(few.trueTrainLabels == few.train.labels)
    #expect(try set().split(holdout: 0, trainImages: 1000, key: key) == set())
    #expect(try set(valid: 5).split(holdout: 0, trainImages: 7, key: key).valid?.count == 5)
  }

  @Test(arguments: [(-1, 5), (100, 5), (1, 0), (0, -3)]) func impossibleSplitsAreRefused(
    holdout: Int, images: Int
  ) {
    #expect(throws: CorporaError.self) { try set().split(holdout: holdout, trainImages: images, key: key) }
  }

  @Test func aSetWithValidationImagesKeepsThem() {
    #expect(
      throws: CorporaError.usage("a has validation images of its own; hold no training images out")
    ) { try set(valid: 3).split(holdout: 1, trainImages: nil, key: key) }
  }

  @Test func onlyTrainingLabelsAreCorrupted() {
    let corruption = LabelCorruption(fraction: 1, rule: .resample)
    let wrong = set(valid: 30).corrupted(labels: corruption, pixels: nil, key: key)
    #expect(wrong.train.labels != set().train.labels && wrong.train.pixels == set().train.pixels)
    #expect(wrong.trueTrainLabels == set().train.labels)
    #expect(wrong.valid == set(valid: 30).valid && wrong.test == set().test)
    #expect(wrong.classNames == set().classNames && wrong.hashes == set().hashes)
  }

  @Test func heldOutImagesHaveTrueLabels() throws {
    let wrong = set().corrupted(labels: LabelCorruption(fraction: 1), pixels: nil, key: key)
    let split = try wrong.split(holdout: 40, trainImages: 20, key: key)
    let valid = try #require(split.valid)
    #expect(valid.labels == numbers(valid).map { Int32($0 % 4) })
    #expect(split.trueTrainLabels == numbers(split.train).map { Int32($0 % 4) })
    #expect(split.train.labels == numbers(split.train).map { wrong.train.labels[$0] })
    // A second corruption begins with the true labels again.
    let twice = wrong.corrupted(labels: LabelCorruption(fraction: 0), pixels: nil, key: key)
    #expect(twice.train.labels == set().train.labels)
  }

  @Test func shuffledPixelsMoveAlikeInAllParts() {
    let shuffled = set(valid: 5).corrupted(labels: nil, pixels: .shuffled, key: RandomKey(seed: 1))
    // The last pixel of an image is its number in the part; where it went in one image, it went in all.
    let last = Array(shuffled.test.pixels[4 * 39..<4 * 40])
    let place = last.firstIndex(of: 39) ?? 3
    for part in ImagePart.allCases {
      let images = shuffled.images(part)
      for index in 0..<(images?.count ?? 0) { #expect(images?.pixels[4 * index + place] == UInt8(index)) }
    }
    #expect(shuffled.train.labels == set().train.labels && place != 3)
  }

  @Test func randomPixelsMoveDifferentlyInEveryPart() {
    let random = set(valid: 100).corrupted(labels: nil, pixels: .random, key: key)
    // The pixel with 20 stands in the third place at first.
    func places(_ images: LabelledImages?) -> [Int?] {
      (0..<40).map { index in images?.pixels[4 * index..<4 * index + 4].firstIndex(of: 20).map { $0 % 4 } }
    }
    #expect(Set(places(random.train)).count == 4)
    #expect(places(random.train) != places(random.test) && places(random.train) != places(random.valid))
  }

  @Test func gaussianImagesHaveTheTrainingMoments() {
    let noise = set().corrupted(labels: nil, pixels: .gaussian, key: key)
    let moments = set().train.channelMoments[0]
    // 160 pixels of noise, cut off at 0: its mean lies 3 of its standard errors off at most; that of the true test
    // images is far away.
    #expect(
      abs(noise.test.channelMoments[0].mean - moments.mean) < 3 * moments.deviation / 160.0.squareRoot())
    #expect(abs(set().test.channelMoments[0].mean - moments.mean) > 20)
    #expect(noise.train.pixels != set().train.pixels && noise.test.labels == set().test.labels)
  }
}
