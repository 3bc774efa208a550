import Networks
import Storage

/// Steps an image network against its gradient, and remembers what the settings need.
struct ImageOptimizer: Sendable {
  private let settings: OptimizerSettings
  /// The velocity of SGD; the means of gradients and of their squares of Adam.
  private var moments: [ImageNetworkGradient]

  /// The names of what is remembered, as PyTorch has them.
  private var names: [String] {
    switch settings {
    case .sgd: ["momentum_buffer."]
    case .adam: ["exp_avg.", "exp_avg_sq."]
    }
  }

  /// An optimiser that has made no step yet.
  init(_ settings: OptimizerSettings, for network: ImageNetwork) {
    self.settings = settings
    moments = []
    moments = Array(repeating: ImageNetworkGradient(zerosFor: network), count: names.count)
  }

  /// Steps against a gradient.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - gradient: its gradient.
  ///   - scale: what the gradient is multiplied by first.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  mutating func step(
    _ network: inout ImageNetwork, _ gradient: ImageNetworkGradient, scale: Double, rate: Double, step: Int
  ) {
    switch settings {
    case .sgd(let momentum, let decay):
      gradient.step(
        &network, velocity: &moments[0], scale: scale, momentum: momentum, decay: decay, rate: rate)
    case .adam(let beta1, let beta2, let epsilon, let decay):
      var square = moments.removeLast()  // so that it is no part of the array while both change
      gradient.adamStep(
        &network, mean: &moments[0], square: &square, scale: scale, betas: (beta1, beta2), epsilon: epsilon,
        decay: decay, rate: rate, step: step)
      moments.append(square)
    }
  }

  /// What is remembered, as tensors.
  var file: SafetensorsFile {
    SafetensorsFile(
      tensors: zip(names, moments).flatMap { name, moment in
        moment.named(name).map { NamedTensor(name: $0.name, tensor: $0.tensor) }
      }, metadata: [:])
  }

  /// Takes back what is remembered.
  ///
  /// - Throws: `NetworksError` that names what is missing or of another shape.
  mutating func load(_ file: SafetensorsFile) throws {
    for (index, name) in names.enumerated() { try moments[index].load(name) { file[$0] } }
  }
}
