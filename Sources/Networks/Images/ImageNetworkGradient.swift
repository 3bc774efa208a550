import Kernels
public import Tensors

/// One number for every trained number of an image network: its gradient, or what an optimiser remembers.
public struct ImageNetworkGradient: Equatable, Sendable {
  /// In the order and the memory layout of the network's parameters.
  var values: [Tensor]
  private let plan: [ParameterPlan]

  /// Zeros for a network.
  public init(zerosFor network: ImageNetwork) {
    plan = network.plan.parameters
    values = plan.map { Tensor(shape: $0.layout.shape) }
  }

  /// Σ g² of each parameter, in Float64.
  public var squaredNorms: [(name: String, value: Double)] {
    zip(plan, values).map { ($0.name, Sums.ofSquares($1.elements, in: 0..<$1.count)) }
  }

  /// The values under PyTorch's names and in its layout, each name behind a prefix.
  public func named(_ prefix: String = "") -> [(name: String, tensor: Tensor)] {
    zip(plan, values).map { (prefix + $0.name, $0.layout.toFile($1)) }
  }

  /// Takes the values back from tensors that ``named(_:)`` gave.
  ///
  /// - Throws: ``NetworksError`` that names what is missing or of another shape.
  public mutating func load(_ prefix: String, from tensor: (String) -> Tensor?) throws(NetworksError) {
    for (index, parameter) in plan.enumerated() {
      let name = prefix + parameter.name
      guard let given = tensor(name) else { throw .missingParameter(name: name) }
      guard given.shape == parameter.layout.fileShape else {
        throw .shape(name: name, expected: parameter.layout.fileShape, found: given.shape)
      }
      values[index] = parameter.layout.fromFile(given)
    }
  }

  /// Steps a network by stochastic gradient descent with momentum: v ← momentum·v + g + decay·θ, θ ← θ − rate·v.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - velocity: v, changed in place.
  ///   - scale: what the gradient is multiplied by first.
  ///   - momentum: the share of the velocity that stays.
  ///   - decay: the share of a parameter that is added to its gradient.
  ///   - rate: the learning rate.
  public func step(
    _ network: inout ImageNetwork, velocity: inout ImageNetworkGradient, scale: Double, momentum: Double,
    decay: Double, rate: Double
  ) {
    for index in values.indices {
      ParameterUpdate.momentum(
        &network.values[index].elements, gradient: values[index].elements,
        velocity: &velocity.values[index].elements, scale: Float(scale), decay: Float(decay),
        momentum: Float(momentum), rate: Float(rate))
    }
  }

  /// Steps a network by Adam: Kingma and Ba 2015, with decay·θ added to the gradient, as PyTorch has it.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - mean: the running mean of gradients, changed in place.
  ///   - square: the running mean of their squares, changed in place.
  ///   - scale: what the gradient is multiplied by first.
  ///   - betas: the weights of the past in the two means.
  ///   - epsilon: added to the root.
  ///   - decay: the share of a parameter that is added to its gradient.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  public func adamStep(
    _ network: inout ImageNetwork, mean: inout ImageNetworkGradient, square: inout ImageNetworkGradient,
    scale: Double, betas: (Double, Double), epsilon: Double, decay: Double, rate: Double, step: Int
  ) {
    for index in values.indices {
      ParameterUpdate.adam(
        &network.values[index].elements, gradient: values[index].elements, mean: &mean.values[index].elements,
        square: &square.values[index].elements, scale: Float(scale), decay: Float(decay), betas: betas,
        epsilon: epsilon, rate: rate, step: step)
    }
  }
}
