import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

/// Three steps on one batch against PyTorch; Scripts/reference/image_network.py made the numbers.
struct OptimizerTests {
  private static let networks: [(name: String, configuration: ImageNetworkConfiguration)] = [
    (
      "mlp",
      ImageNetworkConfiguration(
        .mlp, height: 5, width: 6, channels: 3, classes: 4, hiddenSizes: [12, 9], batchNorm: false)
    ),
    (
      "convnet",
      ImageNetworkConfiguration(
        .convnet, height: 12, width: 12, channels: 3, classes: 10, widthFactor: 1 / 32)
    ),
  ]

  private static let optimizers: [(name: String, settings: OptimizerSettings, rate: Double)] = [
    ("sgd", .sgd(momentum: 0.9, weightDecay: 0.01), 0.05),
    ("adam", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01), 0.01),
  ]

  /// The network with its first weights, the batch, and the whole file.
  private func load(_ index: Int) throws -> (
    file: SafetensorsFile, network: ImageNetwork, pixels: [Float], labels: [Int32]
  ) {
    let (name, configuration) = Self.networks[index]
    let file = try SafetensorsFile.read(
      Fixture.path("Networks/image_\(name).safetensors"), in: LocalFileSystem())
    let names = try ImageNetwork(zero: configuration).namedWeights.map(\.name)
    let weights = try names.map { (name: $0, tensor: try #require(file[$0])) }
    return (
      file, try ImageNetwork(configuration, weights: weights), try #require(file["pixels"]).elements,
      try #require(file["labels"]).elements.map { Int32($0) }
    )
  }

  @Test(arguments: networks.indices, optimizers.indices)
  func threeStepsAgreeWithPyTorch(network index: Int, optimizer choice: Int) throws {
    let (name, settings, rate) = Self.optimizers[choice]
    let (file, start, pixels, labels) = try load(index)
    var network = start
    var optimizer = Optimizer<ImageNetworkGradient>(settings, for: network)
    var workspace = ImageNetworkWorkspace()
    var gradient = ImageNetworkGradient(zerosFor: network)
    for step in 1...3 {
      _ = network.lossAndGradient(pixels: pixels, labels: labels, gradient: &gradient, in: &workspace)
      optimizer.step(&network, &gradient, scale: 1, rate: rate, step: step)
    }
    for (parameter, tensor) in network.namedWeights {
      let expected = try #require(file["\(name).\(parameter)"])
      #expect(tensor.shape == expected.shape)
      #expect(scaledDifference(tensor.elements, expected.elements) < 1e-5, "\(parameter)")
    }
  }

  /// What is remembered has PyTorch's names and layout, and comes back as it was.
  @Test(arguments: networks.indices, optimizers.indices)
  func whatIsRememberedSurvivesItsFile(network index: Int, optimizer choice: Int) throws {
    let (_, settings, rate) = Self.optimizers[choice]
    let (_, start, pixels, labels) = try load(index)
    var network = start
    var optimizer = Optimizer<ImageNetworkGradient>(settings, for: network)
    var workspace = ImageNetworkWorkspace()
    var gradient = ImageNetworkGradient(zerosFor: network)
    _ = network.lossAndGradient(pixels: pixels, labels: labels, gradient: &gradient, in: &workspace)
    optimizer.step(&network, &gradient, scale: 0.5, rate: rate, step: 1)
    let file = SafetensorsFile(tensors: optimizer.tensors, metadata: [:])
    let prefixes = choice == 0 ? ["momentum_buffer."] : ["exp_avg.", "exp_avg_sq."]
    let parameters = gradient.named().map(\.name)
    #expect(
      Set(file.tensors.map(\.name)) == Set(prefixes.flatMap { prefix in parameters.map { prefix + $0 } }))
    let weights = Dictionary(uniqueKeysWithValues: network.namedWeights.map { ($0.name, $0.tensor.shape) })
    for tensor in file.tensors {
      let parameter = tensor.name.split(separator: ".").dropFirst().joined(separator: ".")
      #expect(tensor.tensor.shape == weights[parameter], "\(tensor.name)")
    }
    var other = Optimizer<ImageNetworkGradient>(settings, for: network)
    try other.load(try SafetensorsFile(decoding: file.encoded(), path: "memory"))
    #expect(other.tensors == optimizer.tensors)
    // The next steps of both are the same.
    var copy = network
    optimizer.step(&network, &gradient, scale: 1, rate: rate, step: 2)
    other.step(&copy, &gradient, scale: 1, rate: rate, step: 2)
    #expect(copy == network)
    let last = prefixes[prefixes.count - 1] + "logits.weight"
    let wrong = SafetensorsFile(tensors: file.tensors.filter { $0.name != last }, metadata: [:])
    #expect(throws: NetworksError.missingParameter(name: last)) { try other.load(wrong) }
  }

  @Test func aScaleIsAScaledGradient() throws {
    let (_, start, pixels, labels) = try load(0)
    var workspace = ImageNetworkWorkspace()
    var networks = [start, start]
    for place in networks.indices {
      var gradient = ImageNetworkGradient(zerosFor: start)
      var network = start
      _ = network.lossAndGradient(pixels: pixels, labels: labels, gradient: &gradient, in: &workspace)
      var optimizer = Optimizer<ImageNetworkGradient>(.sgd(momentum: 0, weightDecay: 0), for: start)
      // A quarter of the gradient at four times the rate, exact in binary.
      optimizer.step(
        &networks[place], &gradient, scale: place == 0 ? 1 : 0.25, rate: place == 0 ? 0.0625 : 0.25, step: 1)
    }
    #expect(networks[0] == networks[1] && networks[0] != start)
  }

  @Test(arguments: [
    ("momentum", OptimizerSettings.sgd(momentum: 1, weightDecay: 0)),
    ("momentum", .sgd(momentum: -0.1, weightDecay: 0)), ("momentum", .sgd(momentum: .nan, weightDecay: 0)),
    ("weight_decay", .sgd(momentum: 0, weightDecay: 1)),
    ("weight_decay", .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: -1)),
    ("beta1", .adam(beta1: 1, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)),
    ("beta2", .adam(beta1: 0.9, beta2: .nan, epsilon: 1e-8, weightDecay: 0)),
    ("epsilon", .adam(beta1: 0.9, beta2: 0.999, epsilon: 0, weightDecay: 0)),
  ])
  func settingsOutOfRangeAreRefused(key: String, settings: OptimizerSettings) {
    do {
      try settings.validate()
      Issue.record("\(settings) was taken")
    } catch TrainingError.configuration(let named, _, _) {
      #expect(named == key)
    } catch {
      Issue.record("\(error)")
    }
  }
}
