import Storage
import TestSupport
import Tensors
import Testing

@testable import Networks

/// A network that PyTorch has run; Scripts/reference/image_network.py made the numbers.
struct GoldenImageNetwork: CustomTestStringConvertible, Sendable {
  let name: String
  let configuration: ImageNetworkConfiguration

  var testDescription: String { name }

  static let all: [GoldenImageNetwork] = [
    .init(
      name: "mlp",
      configuration: .init(
        .mlp, height: 5, width: 6, channels: 3, classes: 4, hiddenSizes: [12, 9], batchNorm: false)),
    .init(
      name: "mlp_norm",
      configuration: .init(.mlp, height: 5, width: 5, channels: 1, classes: 4, hiddenSizes: [12, 9])),
    .init(
      name: "convnet",
      configuration: .init(.convnet, height: 12, width: 12, channels: 3, classes: 10, widthFactor: 1 / 32)),
    .init(
      name: "convnet_plain",
      configuration: .init(
        .convnet, height: 11, width: 11, channels: 1, classes: 10, widthFactor: 1 / 32, batchNorm: false)),
    .init(
      name: "svcca",
      configuration: .init(.svccaConvnet, height: 8, width: 8, channels: 3, classes: 5, widthFactor: 1 / 16)),
    .init(
      name: "resnet",
      configuration: .init(
        .resnet, height: 9, width: 9, channels: 3, classes: 5, widthFactor: 1 / 4, depth: 14)),
    .init(
      name: "resnet50",
      configuration: .init(.resnet50, height: 40, width: 40, channels: 3, classes: 6, widthFactor: 1 / 32)),
  ]

  /// The numbers of the file and the network with its weights.
  func load() throws -> (file: SafetensorsFile, network: ImageNetwork, pixels: [Float], labels: [Int32]) {
    let file = try SafetensorsFile.read(
      Fixture.path("Networks/image_\(name).safetensors"), in: LocalFileSystem())
    let others = ["pixels", "labels", "eval.", "grad.", "loss", "frozen.", "after.", "sgd.", "adam."]
    let weights = file.tensors.filter { tensor in !others.contains { tensor.name.hasPrefix($0) } }
    let network = try ImageNetwork(configuration, weights: weights.map { ($0.name, $0.tensor) })
    return (
      file, network, try #require(file["pixels"]).elements,
      try #require(file["labels"]).elements.map { Int32($0) }
    )
  }
}
