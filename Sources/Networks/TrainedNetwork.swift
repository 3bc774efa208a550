public import Tensors

/// A network whose parameters can be stepped all at once.
public protocol TrainedNetwork {
  /// Calls `body` with all parameters in a fixed order, which a gradient of the network shares.
  mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R
}

/// One number for every trained number of a network: its gradient, or what an optimiser remembers.
public protocol NetworkGradient: Sendable {
  /// The network.
  associatedtype Network: TrainedNetwork

  /// Zeros for a network.
  init(zerosFor network: Network)

  /// Σ g² of each parameter, in Float64.
  mutating func squaredNorms() -> [(name: String, value: Double)]

  /// Limits every number to ±`value`.
  mutating func limit(to value: Float)

  /// Calls `body` with all values, in the order of the network's parameters.
  mutating func withTensors<R>(_ body: (inout [Tensor]) throws -> R) rethrows -> R

  /// Adds scale · gradient to the parameters of a network.
  mutating func add(scaledBy scale: Float, to network: inout Network)

  /// The values under PyTorch's names and in its layout, each name behind a prefix.
  func named(_ prefix: String) -> [(name: String, tensor: Tensor)]

  /// Takes the values back from tensors that ``named(_:)`` gave.
  ///
  /// - Throws: ``NetworksError`` that names what is missing or of another shape.
  mutating func load(_ prefix: String, from tensor: (String) -> Tensor?) throws(NetworksError)
}

extension NetworkGradient {
  /// Adds scale · gradient to the parameters of a network.
  public mutating func add(scaledBy scale: Float, to network: inout Network) {
    withTensors { gradient in
      network.withTensors { parameters in
        for index in parameters.indices {
          ParameterSteps.add(gradient[index], scaledBy: scale, to: &parameters[index])
        }
      }
    }
  }
}
