import Kernels
import Tensors

/// Whose mean and variance batch normalisation uses.
public enum NormalizationStatistics: String, Codable, Sendable {
  /// Those of the batch, from which the running ones learn.
  case batch
  /// The running ones, which stay.
  case running
}

extension ImageNetwork {
  /// What is added to a variance before the root is taken: PyTorch's default.
  static let epsilon = 1e-5
  /// The weight of a batch in the running statistics: PyTorch's default.
  static let momentum = 0.1

  /// Makes the value of a node from those of its inputs, for a pass that is not followed by a backward one.
  ///
  /// Values that no later node reads are let go, or changed in place.
  func evaluate(
    _ index: Int, images: Int, lastReaders: [Int], pass: inout ImagePass,
    in workspace: inout ImageNetworkWorkspace
  ) {
    let node = plan.nodes[index]
    let isLast = lastReaders[node.input] == index
    let rows = images * node.size.height * node.size.width
    switch node.operation {
    case .input: break
    case .dropout:
      (pass.values[index], pass.isOwned[index]) = (
        pass.values[node.input], isLast && pass.isOwned[node.input]
      )
      if isLast { (pass.values[node.input], pass.isOwned[node.input]) = ([], false) }
    case .normalization, .bias:
      let map = runningMap(node)
      if isLast, pass.isOwned[node.input] {
        var value = pass.values[node.input]
        pass.values[node.input] = []
        pass.isOwned[node.input] = false
        Channels.affine(
          inPlace: &value, rows: rows, scale: map.scale, shift: map.shift, rectify: node.rectifies)
        pass.set(index, value)
      } else {
        var value = workspace.pool.take(images * node.size.count)
        Channels.affine(
          pass.values[node.input], rows: rows, scale: map.scale, shift: map.shift, rectify: node.rectifies,
          into: &value)
        pass.set(index, value)
      }
    default:
      var value = workspace.pool.take(images * node.size.count)
      make(node, index, images: images, pass, into: &value, &workspace)
      pass.set(index, value)
    }
    for input in node.inputs where lastReaders[input] == index && input != index {
      pass.release(input, into: &workspace.pool)
    }
  }

  /// Fills the value of a node that is neither a bias nor a normalisation.
  func make(
    _ node: NetworkNode, _ index: Int, images: Int, _ pass: ImagePass, into value: inout [Float],
    _ workspace: inout ImageNetworkWorkspace
  ) {
    let input = pass.values[node.input]
    switch node.operation {
    case .convolution(let weight, var shape):
      shape.images = images
      Convolution.forward(
        shape, input: input, weight: values[weight].elements, output: &value, packed: &workspace.packed)
    case .rectifiedSum(let other):
      let count = images * node.size.count
      copy(input, count, to: &value)
      Elementwise.addRectified(pass.values[other], count: count, to: &value)
    case .maxPool(var shape):
      shape.images = images
      workspace.places[index].grow(to: shape.outputCount)
      Pooling.greatest(shape, input: input, output: &value, places: &workspace.places[index])
    case .meanPool(var shape):
      shape.images = images
      Pooling.mean(shape, input: input, output: &value)
    case .subsample(let stride, let zeros):
      subsample(input, images, from: plan.nodes[node.input].size, to: node.size, stride, zeros, &value)
    case .input, .normalization, .bias, .dropout:
      preconditionFailure("node \(index) is made elsewhere")
    }
  }

  /// What a bias or a normalisation does with the running statistics.
  func runningMap(_ node: NetworkNode) -> ChannelMap {
    switch node.operation {
    case .normalization(let scale, let shift, let statistics, _):
      let running = self.statistics[statistics]
      return channelMap(
        scale: scale, shift: shift, mean: running.mean.map(Double.init),
        variance: running.variance.map(Double.init),
        isOfBatch: false)
    case .bias(let shift, _):
      let channels = node.size.channels
      let ones = [Float](repeating: 1, count: channels)
      return ChannelMap(
        scale: ones, shift: values[shift].elements, mean: [Float](repeating: 0, count: channels),
        inverseDeviation: ones, isOfBatch: false)
    default: preconditionFailure("neither a bias nor a normalisation")
    }
  }

  /// γ·(x − mean)/√(variance + ε) + β as a scale and a shift: Ioffe and Szegedy 2015.
  func channelMap(scale: Int, shift: Int, mean: [Double], variance: [Double], isOfBatch: Bool) -> ChannelMap {
    let inverse = variance.map { 1 / ($0 + Self.epsilon).squareRoot() }
    let factors = zip(values[scale].elements, inverse).map { Double($0) * $1 }
    return ChannelMap(
      scale: factors.map { Float($0) },
      shift: mean.indices.map { Float(Double(values[shift].elements[$0]) - mean[$0] * factors[$0]) },
      mean: mean.map { Float($0) }, inverseDeviation: inverse.map { Float($0) }, isOfBatch: isOfBatch)
  }

  /// Copies the first `count` numbers.
  func copy(_ source: [Float], _ count: Int, to target: inout [Float]) {
    var span = target.mutableSpan
    let values = source.span
    for i in 0..<count { span[i] = values[i] }
  }

  private func subsample(
    _ input: [Float], _ images: Int, from source: MapSize, to size: MapSize, _ stride: Int, _ zeros: Int,
    _ output: inout [Float]
  ) {
    var target = output.mutableSpan
    let values = input.span
    for image in 0..<images {
      for row in 0..<size.height {
        for column in 0..<size.width {
          let to = ((image * size.height + row) * size.width + column) * size.channels
          let from =
            ((image * source.height + row * stride) * source.width + column * stride) * source.channels
          for channel in 0..<size.channels {
            let place = channel - zeros
            target[to + channel] = place >= 0 && place < source.channels ? values[from + place] : 0
          }
        }
      }
    }
  }
}

extension NetworkNode {
  /// Whether a bias or a normalisation is followed by a rectifier.
  var rectifies: Bool {
    switch operation {
    case .normalization(_, _, _, let rectify), .bias(_, let rectify): rectify
    default: false
    }
  }
}
