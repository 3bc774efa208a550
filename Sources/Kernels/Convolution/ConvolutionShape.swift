import CKernels

/// The sizes of a convolution over a batch of images, stored as [image][row][column][channel].
public struct ConvolutionShape: Equatable, Sendable {
  /// The number of images.
  public var images: Int
  /// The rows of the input.
  public let height: Int
  /// The columns of the input.
  public let width: Int
  /// The channels of the input.
  public let inputs: Int
  /// The channels of the output.
  public let outputs: Int
  /// The rows and columns of a filter.
  public let filter: Int
  /// How many rows, or columns, of the input lie between two outputs.
  public let stride: Int
  /// How many rows and columns of zeros surround the input.
  public let padding: Int

  /// Creates the sizes; a filter must fit into the padded input, and have at most 704 places (26 × 26), as many as
  /// a block of the kernels holds.
  public init(
    images: Int, height: Int, width: Int, inputs: Int, outputs: Int, filter: Int, stride: Int = 1,
    padding: Int = 0
  ) {
    precondition(images > 0, "\(images) images")
    precondition(
      filter > 0 && stride > 0 && padding >= 0 && min(height, width) + 2 * padding >= filter,
      "a filter of \(filter) with stride \(stride) and padding \(padding) on \(height) × \(width)")
    let places = Int(strata_greatest_depth)
    precondition(
      filter <= places && filter * filter <= places,
      "a filter of \(filter) × \(filter), which has more than \(places) places")
    precondition(
      (1...65536).contains(inputs) && (1...65536).contains(outputs), "\(inputs) → \(outputs) channels")
    self.images = images
    self.height = height
    self.width = width
    self.inputs = inputs
    self.outputs = outputs
    self.filter = filter
    self.stride = stride
    self.padding = padding
  }

  /// The rows of the output.
  public var outputHeight: Int { (height + 2 * padding - filter) / stride + 1 }
  /// The columns of the output.
  public var outputWidth: Int { (width + 2 * padding - filter) / stride + 1 }
  /// The numbers of the input.
  public var inputCount: Int { images * height * width * inputs }
  /// The pixels of the output, over all images.
  public var outputPixels: Int { images * outputHeight * outputWidth }
  /// The numbers of the output.
  public var outputCount: Int { outputPixels * outputs }
  /// The numbers that one output sees.
  public var patch: Int { filter * filter * inputs }
  /// The numbers of the weights.
  public var weightCount: Int { outputs * patch }

  /// Whether each output sees the channels of one pixel, so that all outputs are one product of matrices.
  var isProduct: Bool { filter == 1 && stride == 1 && padding == 0 }
}
