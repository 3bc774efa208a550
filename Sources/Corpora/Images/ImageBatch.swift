/// One batch as a network reads it.
public struct ImageBatch: Equatable, Sendable {
  /// [image][row][column][channel].
  public var pixels: [Float]
  /// The class of every image.
  public var labels: [Int32]

  /// Creates a batch.
  public init(pixels: [Float], labels: [Int32]) {
    self.pixels = pixels
    self.labels = labels
  }

  /// The number of images.
  public var count: Int { labels.count }
}
