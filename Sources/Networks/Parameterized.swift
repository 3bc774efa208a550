public import Tensors

/// Something whose parameters can be visited by name, in a fixed order.
///
/// This one mechanism serves optimisers, checkpoints, counts, gradient checks and files. Names are PyTorch's. The
/// gradient of a model has the model's own type, so no second set of names exists.
public protocol Parameterized {
  /// Calls `body` with the name and the value of every parameter.
  mutating func visit(_ body: (_ name: String, _ parameter: inout Tensor) throws -> Void) rethrows
}

extension Parameterized {
  /// The names and values of all parameters, in the order of ``visit(_:)``.
  public var parameters: [(name: String, tensor: Tensor)] {
    var copy = self
    var result: [(name: String, tensor: Tensor)] = []
    copy.visit { name, parameter in result.append((name, parameter)) }
    return result
  }

  /// The number of trained numbers.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.tensor.count } }
}
