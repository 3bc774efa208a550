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
  public mutating func squaredNorms() -> [(name: String, value: Double)] {
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
}

extension ImageNetworkGradient: NetworkGradient {
  /// Calls `body` with all values.
  public mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R {
    try body(&values)
  }

  /// Limits every number to ±`value`.
  public mutating func limit(to value: Float) {
    for index in values.indices {
      Elementwise.limit(&values[index].elements, to: value, in: 0..<values[index].count)
    }
  }
}

extension ImageNetwork: TrainedNetwork {
  /// Calls `body` with all parameters, in the order and layout of a gradient's values.
  public mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R {
    try body(&values)
  }
}
