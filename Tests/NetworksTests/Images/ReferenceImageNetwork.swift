import Foundation
import Kernels
import Tensors

@testable import Networks

/// The mean loss of an image network in Float64, by plain loops over the definition of each operation.
struct ReferenceImageNetwork {
  let network: ImageNetwork
  /// The parameters, changed by tests.
  var values: [[Double]]

  init(_ network: ImageNetwork) {
    self.network = network
    values = network.values.map { $0.elements.map(Double.init) }
  }

  func meanLoss(_ pixels: [Double], _ labels: [Int32], batchStatistics: Bool) -> Double {
    let logits = logits(pixels, images: labels.count, batchStatistics: batchStatistics)
    let classes = network.configuration.classes
    var sum = 0.0
    for (image, label) in labels.enumerated() {
      let row = logits[image * classes..<(image + 1) * classes]
      sum += log(row.reduce(0) { $0 + exp($1) }) - row[row.startIndex + Int(label)]
    }
    return sum / Double(labels.count)
  }

  func logits(
    _ pixels: [Double], images: Int, batchStatistics: Bool,
    changing change: (Site, inout [Double], Int) -> Void = { _, _, _ in }
  ) -> [Double] {
    var made: [[Double]] = [pixels]
    for node in network.plan.nodes.dropFirst() {
      var value = make(node, made, images, batchStatistics)
      if let site = node.site { change(site, &value, node.size.channels) }
      made.append(value)
    }
    return made[made.count - 1]
  }

  private func make(_ node: NetworkNode, _ made: [[Double]], _ images: Int, _ batchStatistics: Bool)
    -> [Double]
  {
    let x = made[node.input]
    let source = network.plan.nodes[node.input].size
    let channels = node.size.channels
    switch node.operation {
    case .input, .dropout: return x
    case .convolution(let weight, let shape): return convolve(x, values[weight], shape, images)
    case .bias(let shift, let rectify):
      return x.enumerated().map { rectified($1 + values[shift][$0 % channels], rectify) }
    case .normalization(let scale, let shift, let statistics, let rectify):
      let rows = Double(x.count / channels)
      var mean = network.statistics[statistics].mean.map(Double.init)
      var variance = network.statistics[statistics].variance.map(Double.init)
      if batchStatistics {
        for channel in 0..<channels {
          let own = stride(from: channel, to: x.count, by: channels).map { x[$0] }
          mean[channel] = own.reduce(0, +) / rows
          variance[channel] = own.reduce(0) { $0 + ($1 - mean[channel]) * ($1 - mean[channel]) } / rows
        }
      }
      return x.enumerated().map { place, value in
        let channel = place % channels
        let normal = (value - mean[channel]) / (variance[channel] + 1e-5).squareRoot()
        return rectified(normal * values[scale][channel] + values[shift][channel], rectify)
      }
    case .rectifiedSum(let other): return zip(x, made[other]).map { max($0 + $1, 0) }
    case .maxPool(let shape): return pool(x, shape, images) { $0.max() ?? 0 }
    case .meanPool(let shape): return pool(x, shape, images) { $0.reduce(0, +) / Double($0.count) }
    case .subsample(let step, let zeros):
      return places(images, node.size).map { image, row, column, channel in
        let own = channel - zeros
        guard own >= 0, own < source.channels else { return 0 }
        return x[
          ((image * source.height + row * step) * source.width + column * step) * source.channels + own]
      }
    }
  }

  private func rectified(_ value: Double, _ rectify: Bool) -> Double { rectify ? max(value, 0) : value }

  private func places(_ images: Int, _ size: MapSize) -> [(Int, Int, Int, Int)] {
    (0..<images * size.count).map { place in
      let (pixel, channel) = place.quotientAndRemainder(dividingBy: size.channels)
      return (
        pixel / (size.height * size.width), pixel / size.width % size.height, pixel % size.width, channel
      )
    }
  }

  private func convolve(_ x: [Double], _ weight: [Double], _ shape: ConvolutionShape, _ images: Int)
    -> [Double]
  {
    let size = MapSize(height: shape.outputHeight, width: shape.outputWidth, channels: shape.outputs)
    return places(images, size).map { image, row, column, output in
      var sum = 0.0
      for i in 0..<shape.filter {
        for j in 0..<shape.filter {
          let (y, z) = (row * shape.stride + i - shape.padding, column * shape.stride + j - shape.padding)
          guard (0..<shape.height).contains(y), (0..<shape.width).contains(z) else { continue }
          for input in 0..<shape.inputs {
            sum +=
              x[((image * shape.height + y) * shape.width + z) * shape.inputs + input]
              * weight[((output * shape.filter + i) * shape.filter + j) * shape.inputs + input]
          }
        }
      }
      return sum
    }
  }

  private func pool(_ x: [Double], _ shape: PoolingShape, _ images: Int, _ of: ([Double]) -> Double)
    -> [Double]
  {
    let size = MapSize(height: shape.outputHeight, width: shape.outputWidth, channels: shape.channels)
    return places(images, size).map { image, row, column, channel in
      var seen: [Double] = []
      for i in 0..<shape.window {
        for j in 0..<shape.window {
          let (y, z) = (row * shape.stride + i - shape.padding, column * shape.stride + j - shape.padding)
          guard (0..<shape.height).contains(y), (0..<shape.width).contains(z) else { continue }
          seen.append(x[((image * shape.height + y) * shape.width + z) * shape.channels + channel])
        }
      }
      return of(seen)
    }
  }
}
