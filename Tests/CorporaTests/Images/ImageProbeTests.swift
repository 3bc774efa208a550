import Storage
import Tensors
import Testing

@testable import Corpora

@Suite struct ImageProbeTests {
  private let key = RandomKey(seed: 2)

  private func set(_ train: LabelledImages? = nil) -> ImageSet {
    let shape = ImageShape(height: 1, width: 2, channels: 1)
    func images(_ count: Int) -> LabelledImages {
      LabelledImages(
        shape: shape, pixels: (0..<2 * count).map { UInt8($0 % 256) },
        labels: (0..<count).map { Int32($0 % 3) })
    }
    return ImageSet(
      name: "a", folder: "b",
      contents: ImageSetContents(train: train ?? images(50), test: images(9), classNames: ["0", "1", "2"]),
      warnings: [])
  }

  @Test func imagesAreChosenOnceAndAscend() throws {
    let probe = try ImageProbe(from: set(), part: .train, count: 20, key: key)
    #expect(probe.name == "images" && probe.part == "train" && probe.indices.count == 20)
    #expect(probe.indices == Set(probe.indices).sorted() && probe.indices != Array(0..<20))
    #expect(probe.images == set().train.subset(probe.indices))
    let fewer = try ImageProbe(from: set(), part: .train, count: 7, key: key)
    #expect(Set(fewer.indices).isSubset(of: probe.indices))
    let all = try ImageProbe(from: set(), part: .test, count: 100, key: key)
    #expect(all.part == "test" && all.indices == Array(0..<9) && all.images == set().test)
    #expect(
      try ImageProbe(from: set(), part: .train, count: 20, key: RandomKey(seed: 3)).indices != probe.indices)
  }

  @Test func theIdentityIsOfShapePixelsAndLabels() throws {
    let shape = ImageShape(height: 1, width: 2, channels: 1)
    func identity(_ shape: ImageShape, _ pixels: [UInt8], _ labels: [Int32]) throws -> String {
      let images = LabelledImages(shape: shape, pixels: pixels, labels: labels)
      return try ImageProbe(from: set(images), part: .train, count: 5, key: key).identity
    }
    let first = try identity(shape, [7, 9], [2])
    #expect(try first == Digest.sha256(Array("1 1 2 1\n".utf8) + [7, 9, 2, 0, 0, 0]))
    let others = [
      try identity(ImageShape(height: 2, width: 1, channels: 1), [7, 9], [2]),
      try identity(shape, [7, 8], [2]),
      try identity(shape, [7, 9], [1]), try identity(shape, [7, 9, 7, 9], [2, 2]),
    ]
    #expect(Set(others + [first]).count == 5)
  }

  /// Two runs on differently corrupted labels read the same images, each with its own labels.
  @Test func theIdentityIsOfTrueLabels() throws {
    let labels = LabelCorruption(fraction: 1, rule: .resample)
    let clean = try ImageProbe(from: set(), part: .train, count: 20, key: key)
    for seed in [UInt64(1), 2] {
      let wrong = set().corrupted(labels: labels, pixels: nil, key: RandomKey(seed: seed))
      let probe = try ImageProbe(from: wrong, part: .train, count: 20, key: key)
      #expect(probe.identity == clean.identity && probe.indices == clean.indices)
      #expect(probe.images.labels == probe.indices.map { wrong.train.labels[$0] })
      #expect(probe.images.labels != clean.images.labels)
    }
    let noise = set().corrupted(labels: nil, pixels: .gaussian, key: key)
    #expect(try ImageProbe(from: noise, part: .train, count: 20, key: key).identity != clean.identity)
    // What a probe of true labels was called before stays.
    let bytes =
      Array("9 1 2 1\n".utf8) + set().test.pixels + set().test.labels.flatMap { [UInt8($0), 0, 0, 0] }
    let test = try ImageProbe(from: set(), part: .test, count: 9, key: key)
    #expect(try test.identity == Digest.sha256(bytes))
  }

  @Test func impossibleProbesAreRefused() {
    #expect(
      throws: CorporaError.usage(
        "a has no validation images; hold some out, or take the probe from train or test")
    ) { try ImageProbe(from: set(), part: .valid, count: 1, key: key) }
    #expect(throws: CorporaError.usage("a probe has at least one image, not 0")) {
      try ImageProbe(from: set(), part: .test, count: 0, key: key)
    }
  }
}
