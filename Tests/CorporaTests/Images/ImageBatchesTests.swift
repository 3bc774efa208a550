import Tensors
import Testing

@testable import Corpora

@Suite struct ImageBatchesTests {
  @Test func aSmallLastBatchIsLeftOut() throws {
    let images = LabelledImages(
      shape: ImageShape(height: 1, width: 1, channels: 1), pixels: (0..<13).map { $0 },
      labels: (0..<13).map { $0 })
    func batches(least: Int, size: Int = 4) throws -> ImageBatches {
      try ImageBatches(
        images, transform: PixelTransform(.unit, training: images), augmentation: nil, batchSize: size,
        leastImages: least, key: RandomKey(seed: 1))
    }
    let (all, few) = try (batches(least: 1), batches(least: 2))
    #expect(all.batchesPerEpoch == 4 && all.imagesPerEpoch == 13)
    #expect(few.batchesPerEpoch == 3 && few.imagesPerEpoch == 12)
    #expect(try batches(least: 2, size: 11).batchesPerEpoch == 2)
    var seen: Set<Int32> = []
    for epoch in 0..<20 {
      for index in 0..<3 {
        let batch = few.batch(index, epoch: epoch)
        #expect(batch == all.batch(index, epoch: epoch) && batch.count == 4)
        seen.formUnion(batch.labels)
      }
    }
    #expect(seen.count == 13)
    let error = #expect(throws: CorporaError.self) { try batches(least: 2, size: 1) }
    #expect(error?.description.contains("at least 2 images, not 1") == true)
  }

  private let key = RandomKey(seed: 5)

  /// Every pixel of every channel is unlike all others of its image, and none is black; labels number the
  /// images.
  private static let images: LabelledImages = {
    let shape = ImageShape(height: 4, width: 5, channels: 3)
    var pixels: [UInt8] = []
    for image in 0..<23 {
      for place in 0..<shape.count { pixels.append(UInt8(1 + (3 * image + 4 * place) % 251)) }
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: (0..<23).map(Int32.init))
  }()

  private func batches(
    _ augmentation: Augmentation? = nil, size: Int = 6, scaling: PixelScaling = .unit, key: RandomKey? = nil
  ) throws -> ImageBatches {
    try ImageBatches(
      Self.images, transform: PixelTransform(scaling, training: Self.images), augmentation: augmentation,
      batchSize: size, key: key ?? self.key)
  }

  private func epoch(_ batches: ImageBatches, _ epoch: Int) -> [ImageBatch] {
    (0..<batches.batchesPerEpoch).map { batches.batch($0, epoch: epoch) }
  }

  @Test func anEpochHasEveryImageOnce() throws {
    let batches = try batches()
    #expect(batches.batchesPerEpoch == 4 && batches.batchSize == 6)
    let (first, second) = (epoch(batches, 0), epoch(batches, 1))
    #expect(first.map(\.count) == [6, 6, 6, 5])
    for epoch in [first, second] { #expect(epoch.flatMap(\.labels).sorted() == Array(0..<23)) }
    #expect(first.flatMap(\.labels) != second.flatMap(\.labels))
    #expect(first.flatMap(\.labels) != Array(0..<23))
    #expect(try epoch(self.batches(key: RandomKey(seed: 6)), 0).flatMap(\.labels) != first.flatMap(\.labels))
    let plain = PixelTransform(.unit, training: Self.images)
    for batch in first { #expect(batch == plain.batch(Self.images, batch.labels.map(Int.init))) }
    #expect(try self.batches(size: 100).batchesPerEpoch == 1)
  }

  @Test func aBatchDependsOnItsPlaceAlone() throws {
    let augmentation = Augmentation(crop: 2, flip: true)
    let batches = try batches(augmentation)
    let inOrder = [epoch(batches, 0), epoch(batches, 1)]
    let other = try self.batches(augmentation)
    for (index, epoch) in [(3, 1), (0, 0), (2, 1), (1, 0), (3, 1)] {
      #expect(other.batch(index, epoch: epoch) == inOrder[epoch][index])
    }
    // Changes do not depend on the batch size.
    let small = try self.batches(augmentation, size: 1)
    #expect(epoch(small, 1).flatMap(\.pixels) == inOrder[1].flatMap(\.pixels))
  }

  /// By the definition: black around, cut at (down, right), mirrored.
  private func changed(_ image: Int, crop: Int, down: Int, right: Int, isMirrored: Bool) -> [Float] {
    let shape = Self.images.shape
    return (0..<shape.height).flatMap { row in
      (0..<shape.width).flatMap { column in
        (0..<shape.channels).map { channel in
          let y = row + down - crop
          let x = (isMirrored ? shape.width - 1 - column : column) + right - crop
          guard (0..<shape.height).contains(y), (0..<shape.width).contains(x) else { return 0 }
          let place = (y * shape.width + x) * shape.channels + channel
          return Float(Self.images.pixels[image * shape.count + place]) / 255
        }
      }
    }
  }

  @Test(arguments: [
    Augmentation(crop: 0, flip: true), Augmentation(crop: 1, flip: false), Augmentation(crop: 2, flip: true),
  ])
  func changesAreCutsAndMirrorings(augmentation: Augmentation) throws {
    let batches = try batches(augmentation)
    let offsets = 0...2 * augmentation.crop
    var kindsOf = [[[Float]: [Int]]](repeating: [:], count: Self.images.count)
    for (image, down) in (0..<Self.images.count).flatMap({ image in offsets.map { (image, $0) } }) {
      for (right, isMirrored) in offsets.flatMap({ [($0, false), ($0, true)] }) {
        let pixels = changed(image, crop: augmentation.crop, down: down, right: right, isMirrored: isMirrored)
        kindsOf[image][pixels] = [down, right, isMirrored ? 1 : 0]
      }
    }
    var counts: [[Int]: Int] = [:]
    let length = Self.images.shape.count
    for batch in (0..<30).flatMap({ epoch(batches, $0) }) {
      for (place, label) in batch.labels.enumerated() {
        let kind = kindsOf[Int(label)][Array(batch.pixels[place * length..<(place + 1) * length])]
        #expect(kind != nil, "image \(label)")
        if let kind { counts[kind, default: 0] += 1 }
      }
    }
    let kinds = offsets.count * offsets.count * (augmentation.flip ? 2 : 1)
    if kinds <= 9 {
      // 690 changed images: each kind within 5 standard deviations of its share.
      let share = 690 / Double(kinds)
      #expect(counts.count == kinds)
      for count in counts.values { #expect(abs(Double(count) - share) < 5 * share.squareRoot()) }
    } else {
      #expect(counts.count > kinds / 2, "most of \(kinds) kinds")
    }
    if !augmentation.flip { #expect(counts.keys.allSatisfy { $0[2] == 0 }) }
  }

  /// Black is laid around before pixels become numbers.
  @Test func whatIsAroundIsBlackAndNotZero() throws {
    let transform = PixelTransform(.standardized, training: Self.images)
    let black = transform.batch(
      LabelledImages(shape: Self.images.shape, pixels: [UInt8](repeating: 0, count: 60), labels: [0]), [0])
    let batches = try batches(Augmentation(crop: 4, flip: false), scaling: .standardized)
    let corners = (0..<20).flatMap { epoch(batches, $0) }.flatMap { batch in
      (0..<batch.count).map { Array(batch.pixels[60 * $0..<60 * $0 + 3]) }
    }
    #expect(corners.contains(Array(black.pixels[0..<3])) && !corners.contains([0, 0, 0]))
  }

  @Test func impossibleSettingsAreRefused() {
    #expect(throws: CorporaError.usage("a batch has at least one image, not 0")) { try batches(size: 0) }
    for crop in [-1, 5] {
      #expect(
        throws: CorporaError.usage(
          "a crop of images of 4 × 5 × 3 takes from 0 to 4 pixels on each side, not \(crop)")
      ) { try batches(Augmentation(crop: crop, flip: false)) }
    }
    let none = Self.images.subset([])
    #expect(throws: CorporaError.self) {
      try ImageBatches(
        none, transform: PixelTransform(.unit, training: none), augmentation: nil, batchSize: 1, key: key)
    }
  }
}
