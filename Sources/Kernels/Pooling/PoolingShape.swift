/// The sizes of a pooling over a batch of images, stored as [image][row][column][channel].
public struct PoolingShape: Equatable, Sendable {
  /// The number of images.
  public var images: Int
  /// The rows of the input.
  public let height: Int
  /// The columns of the input.
  public let width: Int
  /// The channels.
  public let channels: Int
  /// The rows and columns of a window.
  public let window: Int
  /// How many rows, or columns, lie between two windows.
  public let stride: Int
  /// How far the first window begins before the image; at most half a window.
  public let padding: Int

  /// Creates the sizes; a window must fit into the padded input.
  public init(
    images: Int, height: Int, width: Int, channels: Int, window: Int, stride: Int, padding: Int = 0
  ) {
    precondition(
      window > 0 && stride > 0 && (0...window / 2).contains(padding)
        && min(height, width) + 2 * padding >= window,
      "windows of \(window) with stride \(stride) and padding \(padding) on \(height) × \(width)")
    self.images = images
    self.height = height
    self.width = width
    self.channels = channels
    self.window = window
    self.stride = stride
    self.padding = padding
  }

  /// The rows of the output.
  public var outputHeight: Int { (height + 2 * padding - window) / stride + 1 }
  /// The columns of the output.
  public var outputWidth: Int { (width + 2 * padding - window) / stride + 1 }
  /// The numbers of the input.
  public var inputCount: Int { images * height * width * channels }
  /// The numbers of the output.
  public var outputCount: Int { images * outputHeight * outputWidth * channels }
}
