/// Images of one size with a class each: what a network learns from, or what it is scored on.
public struct LabelledImages: Equatable, Sendable {
  /// The size of every image.
  public let shape: ImageShape
  /// The brightness of every pixel, from 0 to 255: [image][row][column][channel].
  public var pixels: [UInt8]
  /// The class of every image, counted from 0.
  public var labels: [Int32]

  /// Creates a set; there must be as many pixels as the images have.
  public init(shape: ImageShape, pixels: [UInt8], labels: [Int32]) {
    precondition(
      pixels.count == labels.count * shape.count,
      "\(pixels.count) pixels for \(labels.count) images of \(shape)")
    self.shape = shape
    self.pixels = pixels
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { labels.count }

  /// Some of the images, in the order of `indices`.
  public func subset(_ indices: some Collection<Int>) -> LabelledImages {
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    pixels.reserveCapacity(indices.count * shape.count)
    labels.reserveCapacity(indices.count)
    for index in indices {
      pixels += self.pixels[index * shape.count..<(index + 1) * shape.count]
      labels.append(self.labels[index])
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }

  /// How many images each class has.
  public func classCounts(of classes: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[Int(label)] += 1 }
    return counts
  }
}
