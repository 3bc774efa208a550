extension NetworkPlan {
  /// The eleven convolutions of Morcos, Raghu, Bengio 2018, appendix A.4, and a layer of logits on the flattened maps.
  ///
  /// The paper does not describe the head; its plots show no hidden layer between the last convolution and the softmax.
  mutating func addConvNet(_ configuration: ImageNetworkConfiguration) {
    let channels = [64, 64, 128, 128, 128, 256, 256, 256, 512, 512, 512]
    let strides = [1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1]
    for (layer, (channels, stride)) in zip(channels, strides).enumerated() {
      addConvolution(
        layer, channels: configuration.scaled(channels), stride: stride, batchNorm: configuration.batchNorm)
    }
    drop(configuration.dropout)
    addClassifier("logits", classes: configuration.classes)
  }

  /// The network of Raghu, Gilmer, Yosinski, Sohl-Dickstein 2017 for CIFAR-10: two convolutions, pooling, three convolutions,
  /// pooling, and fully connected layers of 512 and 256 units.
  ///
  /// The paper normalises before each pooling and after the fully connected layers. Filters of 3 × 3 and 64 channels are
  /// not stated there; its 4,096 outputs of the second pooling fix the product of channels and places.
  mutating func addSVCCAConvNet(_ configuration: ImageNetworkConfiguration) {
    let channels = configuration.scaled(64)
    var layer = 0
    for (pooling, convolutions) in [2, 3].enumerated() {
      for index in 0..<convolutions {
        addConvolution(
          layer, channels: channels, batchNorm: configuration.batchNorm && index == convolutions - 1)
        layer += 1
      }
      maxPool(window: 2, stride: 2)
      name(Site(.pool, layer: pooling))
    }
    for (layer, units) in [512, 256].enumerated() {
      addHidden(layer, units: configuration.scaled(units), batchNorm: configuration.batchNorm)
    }
    drop(configuration.dropout)
    addClassifier("logits", classes: configuration.classes)
  }
}
