import Storage
import Tensors
import TestSupport
import Testing

@testable import Corpora

@Suite struct SyntheticImagesTests {
  /// The share of test items whose class is the one with the nearest mean of the training items.
  private func accuracy(_ train: [[Double]], _ labels: [Int32], _ test: [[Double]], _ truth: [Int32])
    -> Double
  {
    let classes = Int(labels.max() ?? 0) + 1
    let means = (0..<classes).map { label in
      let members = train.indices.filter { labels[$0] == Int32(label) }.map { train[$0] }
      return train[0].indices.map { place in members.reduce(0) { $0 + $1[place] } / Double(members.count) }
    }
    func distance(_ x: [Double], _ y: [Double]) -> Double {
      zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let right = test.indices.filter { index in
      let distances = means.map { distance($0, test[index]) }
      return distances.firstIndex(of: distances.min() ?? 0) == Int(truth[index])
    }
    return Double(right.count) / Double(test.count)
  }

  /// Products of pixels at fixed shifts, summed over the image: they know direction and wavelength, and no
  /// phase.
  private func correlations(_ images: LabelledImages) -> [[Double]] {
    let size = images.shape.height
    return (0..<images.count).map { index in
      let pixels = images.pixels[index * size * size..<(index + 1) * size * size].map {
        Double($0) / 255 - 0.5
      }
      return (0..<5).flatMap { dy in
        (-4...4).map { dx in
          var sum = 0.0
          for y in 0..<size - dy {
            for x in max(0, -dx)..<min(size, size - dx) {
              sum += pixels[y * size + x] * pixels[(y + dy) * size + x + dx]
            }
          }
          return sum / Double(size * size)
        }
      }
    }
  }

  private func plain(_ images: LabelledImages) -> [[Double]] {
    (0..<images.count).map { index in
      images.pixels[index * images.shape.count..<(index + 1) * images.shape.count].map { Double($0) / 255 }
    }
  }

  /// Simple measures of an image tell its class far above chance, which is a fifth: of glyphs the distance
  /// from the classes' mean images, of waves, whose phases are random, the products of neighbouring pixels.
  @Test(arguments: SyntheticImages.Kind.allCases) func classesCanBeLearnt(kind: SyntheticImages.Kind) throws {
    let images = try SyntheticImages(kind: kind, classes: 5, size: 16, noise: 0.05)
    let key = RandomKey(seed: 1)
    let (train, test) = (images.generate(300, key: key.child("a")), images.generate(100, key: key.child("b")))
    #expect(train.classCounts(of: 5).allSatisfy { $0 > 30 })
    let byMeasure =
      kind == .glyphs
      ? accuracy(plain(train), train.labels, plain(test), test.labels)
      : accuracy(correlations(train), train.labels, correlations(test), test.labels)
    #expect(byMeasure > 0.5, "\(kind): \(byMeasure)")
  }

  @Test func aLargerSetBeginsWithASmallerOne() throws {
    let images = try SyntheticImages(kind: .glyphs, size: 12)
    let (few, many) = (
      images.generate(3, key: RandomKey(seed: 2)), images.generate(5, key: RandomKey(seed: 2))
    )
    #expect(few == many.subset(0..<3))
  }

  @Test func refusesImpossibleNumbers() {
    for (kind, classes, size, noise) in [
      (SyntheticImages.Kind.glyphs, 11, 28, 0.1), (.gratings, 1, 28, 0.1), (.gratings, 10, 7, 0.1),
      (.textures, 10, 28, 1.5),
    ] {
      #expect(throws: CorporaError.self) {
        try SyntheticImages(kind: kind, classes: classes, size: size, noise: noise)
      }
    }
  }

  /// Neighbouring classes must be further apart than the wavelengths within one class.
  @Test func texturesNeedRoomForTheirWavelengths() throws {
    func refusal(_ classes: Int, _ size: Int) -> String? {
      do {
        _ = try SyntheticImages(kind: .textures, classes: classes, size: size)
        return nil
      } catch { return "\(error)" }
    }
    #expect(refusal(10, 28) == nil && refusal(5, 16) == nil && refusal(2, 9) == nil)
    #expect(refusal(2, 8)?.hasSuffix("too few wavelengths for 2 classes; choose larger images") == true)
    #expect(refusal(10, 16)?.hasSuffix("choose at most 8 classes or larger images") == true)
    #expect(refusal(8, 16) == nil && refusal(9, 16) != nil)
  }

  @Test func numbersInAFileAreChecked() throws {
    func read(classes: Int) throws -> SyntheticImages {
      try StrictJSON.decode(
        SyntheticImages.self,
        from: Array("{\"kind\": \"glyphs\", \"classes\": \(classes), \"size\": 28, \"noise\": 0}".utf8),
        source: "images.json")
    }
    #expect(try read(classes: 3) == SyntheticImages(kind: .glyphs, classes: 3, noise: 0))
    let error = #expect(throws: StorageError.self) { try read(classes: 11) }
    #expect(error?.description.contains("glyphs have from 2 to 10 classes, not 11") == true)
  }
}
