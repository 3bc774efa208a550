extension NetworkPlan {
  /// The plan of a network of a valid configuration.
  init(_ configuration: ImageNetworkConfiguration) {
    self.init(
      input: MapSize(
        height: configuration.height, width: configuration.width, channels: configuration.channels))
    switch configuration.family {
    case .mlp: addMLP(configuration)
    case .convnet: addConvNet(configuration)
    case .svccaConvnet: addSVCCAConvNet(configuration)
    case .resnet: addSmallResNet(configuration)
    case .resnet50: addResNet50(configuration)
    }
    name(.logits)
  }

  /// A convolution of 3 × 3 with a rectifier, and batch normalisation between them where it is asked for.
  mutating func addConvolution(_ layer: Int, channels: Int, stride: Int = 1, batchNorm: Bool) {
    convolve("conv_l\(layer)", channels: channels, filter: 3, stride: stride, padding: 1)
    if batchNorm {
      normalize("bn_l\(layer)", rectify: true)
    } else {
      bias("conv_l\(layer)", rectify: true)
    }
    name(Site(.convolution, layer: layer))
  }

  /// A fully connected hidden layer with its rectifier.
  mutating func addHidden(_ layer: Int, units: Int, batchNorm: Bool) {
    connect("dense_l\(layer)", units: units)
    if batchNorm {
      normalize("dense_bn_l\(layer)", rectify: true)
    } else {
      bias("dense_l\(layer)", rectify: true)
    }
    name(Site(.dense, layer: layer))
  }

  /// The layer of logits.
  mutating func addClassifier(_ name: String, classes: Int) {
    connect(name, units: classes)
    bias(name, rectify: false)
  }
}
