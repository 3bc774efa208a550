import Kernels
public import Tensors

extension ImageNetwork {
  /// The mean loss of a batch and its gradient; running statistics learn from the batch.
  ///
  /// - Parameters:
  ///   - pixels: [image][row][column][channel].
  ///   - labels: the class of each image.
  ///   - normalization: whose mean and variance batch normalisation uses.
  ///   - dropoutKey: the key of this step's masks; nil switches dropout off.
  ///   - gradient: replaced by the gradient of the mean loss.
  ///   - workspace: the buffers.
  /// - Returns: the loss of each image in nats, and whether its class had the greatest logit.
  public mutating func lossAndGradient(
    pixels: [Float], labels: [Int32], normalization: NormalizationStatistics = .batch,
    dropoutKey: RandomKey? = nil,
    gradient: inout ImageNetworkGradient, in workspace: inout ImageNetworkWorkspace
  ) -> ClassScores {
    let images = labels.count
    precondition(images > 0 && pixels.count == images * plan.nodes[0].size.count, "\(pixels.count) pixels")
    workspace.prepare(nodes: plan.nodes.count)
    workspace.pass.values[0] = pixels
    for index in 1..<plan.nodes.count {
      train(index, images: images, normalization, dropoutKey, in: &workspace)
    }
    var top = workspace.pool.take(images * configuration.classes)
    let scores = ClassScores(
      logits: workspace.pass.values[plan.last], labels: labels, classes: configuration.classes,
      gradient: &top, scale: 1 / Float(images))
    workspace.gradients[plan.last] = top
    for index in (1..<plan.nodes.count).reversed() {
      backward(index, images: images, dropoutKey, gradient: &gradient, in: &workspace)
    }
    return scores
  }

  /// Makes the value of a node and keeps what its gradient needs.
  private mutating func train(
    _ index: Int, images: Int, _ normalization: NormalizationStatistics, _ dropoutKey: RandomKey?,
    in workspace: inout ImageNetworkWorkspace
  ) {
    let node = plan.nodes[index]
    let rows = images * node.size.height * node.size.width
    let count = images * node.size.count
    var value = workspace.pass.values[index]
    workspace.pass.values[index] = []
    value.grow(to: count)
    switch node.operation {
    case .normalization, .bias:
      let map: ChannelMap
      if case .normalization(let scale, let shift, let statistics, _) = node.operation,
        normalization == .batch
      {
        let (mean, variance) = Channels.moments(
          of: workspace.pass.values[node.input], rows: rows, channels: node.size.channels)
        learn(statistics, mean, variance, rows: rows)
        map = channelMap(scale: scale, shift: shift, mean: mean, variance: variance, isOfBatch: true)
      } else {
        map = runningMap(node)
      }
      Channels.affine(
        workspace.pass.values[node.input], rows: rows, scale: map.scale, shift: map.shift,
        rectify: node.rectifies, into: &value)
      workspace.channelMaps[index] = map
    case .dropout(let number):
      let source = workspace.pass.values[node.input]
      copy(source, count, to: &value)
      if let dropoutKey {
        Elementwise.dropout(
          &value, count: count, probability: configuration.dropout, key: dropoutKey.child(number).bits)
      }
    default:
      make(node, index, images: images, workspace.pass, into: &value, &workspace)
    }
    workspace.pass.values[index] = value
  }

  /// Moves running statistics towards those of a batch, as PyTorch does: the variance of a sample divides by n − 1.
  private mutating func learn(_ index: Int, _ mean: [Double], _ variance: [Double], rows: Int) {
    let correction = rows > 1 ? Double(rows) / Double(rows - 1) : 1
    for channel in mean.indices {
      let (oldMean, oldVariance) = (
        Double(statistics[index].mean[channel]), Double(statistics[index].variance[channel])
      )
      statistics[index].mean[channel] = Float(oldMean + Self.momentum * (mean[channel] - oldMean))
      statistics[index].variance[channel] = Float(
        oldVariance + Self.momentum * (variance[channel] * correction - oldVariance))
    }
  }

  /// Passes the gradient of a node's value on to its parameters and inputs.
  private func backward(
    _ index: Int, images: Int, _ dropoutKey: RandomKey?, gradient: inout ImageNetworkGradient,
    in workspace: inout ImageNetworkWorkspace
  ) {
    let node = plan.nodes[index]
    let count = images * node.size.count
    var own = workspace.gradients[index]
    workspace.gradients[index] = []
    switch node.operation {
    case .input: break
    case .convolution(let weight, var shape):
      shape.images = images
      Convolution.weightGradient(
        shape, input: workspace.pass.values[node.input], outputGradient: own,
        weightGradient: &gradient.values[weight].elements, panels: &workspace.panels)
      if node.input > 0 {
        var below = workspace.pool.take(shape.inputCount)
        Convolution.inputGradient(
          shape, outputGradient: own, weight: values[weight].elements, inputGradient: &below,
          packed: &workspace.packed, panels: &workspace.panels)
        workspace.add(below, count: shape.inputCount, to: node.input)
      }
      workspace.pool.give(own)
      return
    case .normalization, .bias:
      backward(channels: node, index, images: images, &own, gradient: &gradient, workspace)
    case .rectifiedSum(let other):
      Elementwise.passWherePositive(workspace.pass.values[index], count: count, gradient: &own)
      var second = workspace.pool.take(count)
      copy(own, count, to: &second)
      workspace.add(second, count: count, to: other)
    case .dropout(let number):
      if let dropoutKey {
        Elementwise.dropout(
          &own, count: count, probability: configuration.dropout, key: dropoutKey.child(number).bits)
      }
    case .maxPool(var shape):
      shape.images = images
      var below = workspace.pool.take(shape.inputCount)
      Pooling.greatestGradient(
        shape, outputGradient: own, places: workspace.places[index], inputGradient: &below)
      swap(&own, &below)
      workspace.pool.give(below)
    case .meanPool(var shape):
      shape.images = images
      var below = workspace.pool.take(shape.inputCount)
      Pooling.meanGradient(shape, outputGradient: own, inputGradient: &below)
      swap(&own, &below)
      workspace.pool.give(below)
    case .subsample(let stride, let zeros):
      let source = plan.nodes[node.input].size
      var below = workspace.pool.take(images * source.count)
      spread(own, images, from: node.size, to: source, stride, zeros, &below)
      swap(&own, &below)
      workspace.pool.give(below)
    }
    let size = plan.nodes[node.input].size
    if node.input > 0 {
      workspace.add(own, count: images * size.count, to: node.input)
    } else {
      workspace.pool.give(own)
    }
  }

  /// The gradient of a bias or of a normalisation; `own` becomes that of its input.
  private func backward(
    channels node: NetworkNode, _ index: Int, images: Int, _ own: inout [Float],
    gradient: inout ImageNetworkGradient, _ workspace: ImageNetworkWorkspace
  ) {
    guard let map = workspace.channelMaps[index] else {
      preconditionFailure("no forward pass of node \(index)")
    }
    let rows = images * node.size.height * node.size.width
    let input = workspace.pass.values[node.input]
    let sums = Channels.gradientSums(
      x: input, gradient: own, rows: rows, scale: map.scale, shift: map.shift, mean: map.mean,
      rectify: node.rectifies)
    let channels = 0..<node.size.channels
    var linear = [Float](repeating: 0, count: channels.count)
    var constant = linear
    switch node.operation {
    case .normalization(let scale, let shift, _, _):
      gradient.values[scale].elements = channels.map {
        Float(sums.product[$0] * Double(map.inverseDeviation[$0]))
      }
      gradient.values[shift].elements = sums.gradient.map { Float($0) }
      if map.isOfBatch {
        // ∂L/∂x = γ/σ · (g − mean(g) − (x − μ)/σ² · mean(g·(x − μ))): Ioffe and Szegedy 2015.
        for channel in channels {
          let (factor, inverse) = (Double(map.scale[channel]), Double(map.inverseDeviation[channel]))
          constant[channel] = Float(-factor * sums.gradient[channel] / Double(rows))
          linear[channel] = Float(-factor * inverse * inverse * sums.product[channel] / Double(rows))
        }
      }
    case .bias(let shift, _): gradient.values[shift].elements = sums.gradient.map { Float($0) }
    default: preconditionFailure("neither a bias nor a normalisation")
    }
    Channels.gradient(
      x: input, gradient: &own, rows: rows, scale: map.scale, shift: map.shift, mean: map.mean,
      linear: linear,
      constant: constant, rectify: node.rectifies)
  }

  private func spread(
    _ gradient: [Float], _ images: Int, from size: MapSize, to source: MapSize, _ stride: Int, _ zeros: Int,
    _ output: inout [Float]
  ) {
    var target = output.mutableSpan
    for i in 0..<images * source.count { target[i] = 0 }
    for image in 0..<images {
      for row in 0..<size.height {
        for column in 0..<size.width {
          let from = ((image * size.height + row) * size.width + column) * size.channels + zeros
          let to = ((image * source.height + row * stride) * source.width + column * stride) * source.channels
          for channel in 0..<source.channels { target[to + channel] = gradient[from + channel] }
        }
      }
    }
  }
}

extension ImageNetworkWorkspace {
  /// Adds to the gradient of a node's value, which may have come from another reader already.
  mutating func add(_ part: consuming [Float], count: Int, to node: Int) {
    guard !gradients[node].isEmpty else {
      gradients[node] = part
      return
    }
    Elementwise.add(part, scaledBy: 1, in: 0..<count, to: &gradients[node])
    pool.give(part)
  }
}
