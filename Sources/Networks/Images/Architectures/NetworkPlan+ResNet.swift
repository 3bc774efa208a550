extension NetworkPlan {
  /// The residual networks for small images of He, Zhang, Ren, Sun 2016, section 4.2: a convolution, three stages of n blocks
  /// with 16, 32 and 64 channels, and the mean over places; shortcuts have no parameters (option A).
  ///
  /// Names follow torchvision's residual networks.
  mutating func addSmallResNet(_ configuration: ImageNetworkConfiguration) {
    convolve("conv1", channels: configuration.scaled(16), filter: 3, padding: 1)
    normalize("bn1", rectify: true)
    name(Site(.convolution, layer: 0))
    let blocks = (configuration.depth - 2) / 6
    for stage in 0..<3 {
      for block in 0..<blocks {
        let stride = stage > 0 && block == 0 ? 2 : 1
        addBasicBlock(
          "layer\(stage + 1).\(block)", channels: configuration.scaled(16 << stage), stride: stride)
        name(Site(.block, layer: stage * blocks + block))
      }
    }
    addHead(configuration, pool: 0)
  }

  /// ResNet-50 of He and others 2016 as torchvision has it: the stride of a block stands at its 3 × 3 convolution.
  mutating func addResNet50(_ configuration: ImageNetworkConfiguration) {
    convolve("conv1", channels: configuration.scaled(64), filter: 7, stride: 2, padding: 3)
    normalize("bn1", rectify: true)
    name(Site(.convolution, layer: 0))
    maxPool(window: 3, stride: 2, padding: 1)
    name(Site(.pool, layer: 0))
    var layer = 0
    for (stage, blocks) in [3, 4, 6, 3].enumerated() {
      for block in 0..<blocks {
        addBottleneck(
          "layer\(stage + 1).\(block)", channels: configuration.scaled(64 << stage),
          stride: stage > 0 && block == 0 ? 2 : 1)
        name(Site(.block, layer: layer))
        layer += 1
      }
    }
    addHead(configuration, pool: 1)
  }

  private mutating func addHead(_ configuration: ImageNetworkConfiguration, pool: Int) {
    meanPool()
    name(Site(.pool, layer: pool))
    drop(configuration.dropout)
    addClassifier("fc", classes: configuration.classes)
  }

  private mutating func addBasicBlock(_ name: String, channels: Int, stride: Int) {
    let start = last
    convolve("\(name).conv1", channels: channels, filter: 3, stride: stride, padding: 1)
    normalize("\(name).bn1", rectify: true)
    convolve("\(name).conv2", channels: channels, filter: 3, padding: 1)
    normalize("\(name).bn2", rectify: false)
    let branch = last
    guard nodes[start].size != size else { return addRectified(start) }
    subsample(start, stride: stride, channels: channels)
    addRectified(branch)
  }

  private mutating func addBottleneck(_ name: String, channels: Int, stride: Int) {
    let start = last
    convolve("\(name).conv1", channels: channels, filter: 1, padding: 0)
    normalize("\(name).bn1", rectify: true)
    convolve("\(name).conv2", channels: channels, filter: 3, stride: stride, padding: 1)
    normalize("\(name).bn2", rectify: true)
    convolve("\(name).conv3", channels: 4 * channels, filter: 1, padding: 0)
    normalize("\(name).bn3", rectify: false)
    let branch = last
    guard nodes[start].size != size else { return addRectified(start) }
    convolve(
      "\(name).downsample.0", channels: 4 * channels, filter: 1, stride: stride, padding: 0, from: start)
    normalize("\(name).downsample.1", rectify: false)
    addRectified(branch)
  }
}
