/// The shape of an image network.
public struct ImageNetworkConfiguration: Codable, Equatable, Sendable {
  /// A kind of network.
  public enum Family: String, Codable, CaseIterable, Sendable {
    /// Fully connected layers with rectifiers.
    case mlp
    /// Eleven 3×3 convolutions: Morcos, Raghu, Bengio 2018, appendix A.4.
    case convnet
    /// Five convolutions, two poolings, two fully connected layers: Raghu et al. 2017.
    case svccaConvnet = "svcca_convnet"
    /// Residual networks for small images: He et al. 2016, section 4.2.
    case resnet
    /// The residual network of 50 layers for large images, with torchvision's names and strides.
    case resnet50
  }

  /// The kind of network.
  public var family: Family
  /// Rows of an image.
  public var height: Int
  /// Columns of an image.
  public var width: Int
  /// 1 for grey images, 3 for coloured ones.
  public var channels: Int
  /// The number of classes.
  public var classes: Int
  /// The units of each hidden layer of an MLP; empty for the other families.
  public var hiddenSizes: [Int]
  /// What the channels of a convolutional network are multiplied by.
  public var widthFactor: Double
  /// The layers of a small-image residual network, 6n + 2; 0 for the other families.
  public var depth: Int
  /// Whether there is batch normalisation; residual networks always have it.
  public var batchNorm: Bool
  /// The probability with which a unit of a hidden layer of an MLP, or of the classifier's input, is dropped in training.
  public var dropout: Double

  private enum CodingKeys: String, CodingKey {
    case family, height, width, channels, classes
    case hiddenSizes = "hidden_sizes"
    case widthFactor = "width_factor"
    case depth
    case batchNorm = "batch_norm"
    case dropout
  }

  /// Creates a description; ``validate()`` checks it.
  public init(
    _ family: Family, height: Int, width: Int, channels: Int, classes: Int, hiddenSizes: [Int] = [],
    widthFactor: Double = 1, depth: Int = 0, batchNorm: Bool = true, dropout: Double = 0
  ) {
    self.family = family
    self.height = height
    self.width = width
    self.channels = channels
    self.classes = classes
    self.hiddenSizes = hiddenSizes
    self.widthFactor = widthFactor
    self.depth = depth
    self.batchNorm = batchNorm
    self.dropout = dropout
  }

  /// Checks every size.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for the first that is out of range.
  public func validate() throws(NetworksError) {
    let least = leastSize
    for (key, value, allowed) in [
      ("height", height, least...4096), ("width", width, least...4096), ("channels", channels, 1...64),
      ("classes", classes, 2...65_536),
    ] where !allowed.contains(value) {
      throw .configuration(
        key: key, value: "\(value)",
        allowed: "from \(allowed.lowerBound) to \(allowed.upperBound) for \(family.rawValue)")
    }
    guard height == width || (family != .resnet && family != .resnet50) else {
      throw .configuration(
        key: "width", value: "\(width)", allowed: "equal to height (\(height)) for \(family.rawValue)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw .configuration(key: "dropout", value: "\(dropout)", allowed: "at least 0 and below 1")
    }
    if family == .mlp {
      guard (1...32).contains(hiddenSizes.count), hiddenSizes.allSatisfy({ (1...65536).contains($0) }) else {
        throw .configuration(
          key: "hidden_sizes", value: "\(hiddenSizes)", allowed: "1 to 32 numbers from 1 to 65536")
      }
    } else if !hiddenSizes.isEmpty {
      throw .configuration(
        key: "hidden_sizes", value: "\(hiddenSizes)", allowed: "empty for \(family.rawValue)")
    }
    if family == .resnet {
      guard depth >= 8, depth <= 1202, (depth - 2) % 6 == 0 else {
        throw .configuration(key: "depth", value: "\(depth)", allowed: "6n + 2, such as 20, 32, 44, 56 or 62")
      }
    } else if depth != 0 {
      throw .configuration(key: "depth", value: "\(depth)", allowed: "0 for \(family.rawValue)")
    }
    guard widthFactor > 0, widthFactor <= 16, family != .mlp || widthFactor == 1 else {
      throw .configuration(
        key: "width_factor", value: "\(widthFactor)",
        allowed: family == .mlp ? "1 for mlp" : "above 0 and at most 16")
    }
    // What the layer of logits, or the first fully connected one, reads.
    let flattened = flattenedInputs
    guard flattened <= 65536 else {
      throw .configuration(
        key: "height", value: "\(height)",
        allowed:
          "small enough for at most 65536 flattened maps, of which \(family.rawValue) would have \(flattened)"
      )
    }
    guard batchNorm || (family != .resnet && family != .resnet50) else {
      throw .configuration(key: "batch_norm", value: "false", allowed: "true for \(family.rawValue)")
    }
  }

  /// The fewest images whose own statistics batch normalisation can train with.
  ///
  /// 2 where a normalised map has one place, as in a fully connected layer, since one number has no variance (PyTorch
  /// refuses such a batch); otherwise 1. The configuration must be valid.
  public var leastTrainingImages: Int {
    NetworkPlan(self).nodes.contains { node in
      guard case .normalization = node.operation else { return false }
      return node.size.height * node.size.width == 1
    } ? 2 : 1
  }

  /// The least rows and columns that every layer can still see something of.
  private var leastSize: Int {
    switch family {
    case .mlp: 1
    case .convnet, .svccaConvnet, .resnet: 8
    case .resnet50: 32
    }
  }

  /// The numbers of an image that the first fully connected layer reads.
  private var flattenedInputs: Int {
    func halved(_ length: Int, _ times: Int) -> Int {
      (0..<times).reduce(length) { length, _ in (length + 1) / 2 }
    }
    return switch family {
    case .mlp: height * width * channels
    case .convnet: halved(height, 3) * halved(width, 3) * scaled(512)
    case .svccaConvnet: (height / 4) * (width / 4) * scaled(64)
    case .resnet: scaled(64)
    case .resnet50: scaled(2048)
    }
  }

  /// The channels of a convolution of a network `width_factor` times as wide as the published one, at least 1.
  func scaled(_ channels: Int) -> Int { max(1, Int((Double(channels) * widthFactor).rounded())) }
}
