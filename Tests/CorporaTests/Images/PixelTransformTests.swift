import Tensors
import Testing

@testable import Corpora

@Suite struct PixelTransformTests {
  private static func images(_ count: Int, channels: Int) -> LabelledImages {
    let shape = ImageShape(height: 3, width: 4, channels: channels)
    let key = RandomKey(seed: 8)
    return LabelledImages(
      shape: shape, pixels: (0..<count * shape.count).map { UInt8(key.integer($0, below: 256)) },
      labels: (0..<count).map { Int32($0 % 3) })
  }

  /// Written out with Float64, one number at a time.
  private static func expected(_ scaling: PixelScaling, _ images: LabelledImages, _ index: Int) -> [Double] {
    let length = images.shape.count
    let image = images.pixels[index * length..<(index + 1) * length].map { Double($0) / 255 }
    func moments(_ x: [Double]) -> (mean: Double, deviation: Double) {
      let mean = x.reduce(0, +) / Double(x.count)
      return (mean, (x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)).squareRoot())
    }
    switch scaling {
    case .unit: return image
    case .standardized:
      let channels = images.shape.channels
      let all = (0..<channels).map { channel in
        moments(
          stride(from: channel, to: images.pixels.count, by: channels).map { Double(images.pixels[$0]) / 255 }
        )
      }
      return image.enumerated().map { ($1 - all[$0 % channels].mean) / all[$0 % channels].deviation }
    case .whitened:
      let (mean, deviation) = moments(image)
      return image.map { ($0 - mean) / max(deviation, 1 / Double(length).squareRoot()) }
    case .imagenet:
      let (means, deviations) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
      return image.enumerated().map { ($1 - means[$0 % 3]) / deviations[$0 % 3] }
    }
  }

  @Test(arguments: PixelScaling.allCases, [1, 3]) func numbersAreThoseOfTheFormula(
    scaling: PixelScaling, channels: Int
  ) {
    // That of ImageNet is for three channels alone.
    if scaling == .imagenet && channels != 3 { return }
    let images = Self.images(6, channels: channels)
    let batch = PixelTransform(scaling, training: images).batch(images, [4, 0, 4])
    #expect(batch.count == 3 && batch.labels == [1, 0, 1])
    let expected = [4, 0, 4].flatMap { Self.expected(scaling, images, $0) }
    #expect(batch.pixels.count == expected.count)
    // Numbers are at most 4 or so; each is rounded two or three times.
    for (x, y) in zip(batch.pixels, expected) { #expect(abs(Double(x) - y) < 1e-6) }
  }

  /// The bound of the deviation holds for numbers from 0 to 1.
  @Test func nearlyFlatImagesAreNotBlownUp() {
    let shape = ImageShape(height: 2, width: 2, channels: 1)
    let images = LabelledImages(shape: shape, pixels: [100, 100, 100, 151, 7, 7, 7, 7], labels: [0, 1])
    let batch = PixelTransform(.whitened, training: images).batch(images, 0..<2)
    // A mean of 112.75 and a deviation of about 22, below the bound 255/√4.
    let expected: [Float] = [-0.1, -0.1, -0.1, 0.3, 0, 0, 0, 0]
    for (x, y) in zip(batch.pixels, expected) { #expect(abs(x - y) < 1e-6) }
  }

  @Test func aChannelOfOneBrightnessBecomesZero() {
    let shape = ImageShape(height: 1, width: 2, channels: 2)
    let images = LabelledImages(shape: shape, pixels: [10, 5, 20, 5], labels: [0])
    #expect(PixelTransform(.standardized, training: images).batch(images, [0]).pixels == [-1, 0, 1, 0])
  }
}
