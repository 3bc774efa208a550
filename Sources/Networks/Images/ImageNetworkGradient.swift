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

  /// Calls `body` with the elements of each parameter of a network, of this gradient, and of others like it.
  ///
  /// - Parameters:
  ///   - network: the network, changed in place.
  ///   - moments: what an optimiser remembers, changed in place.
  ///   - body: gets parameter, gradient and moments, element for element.
  public func update(
    _ network: inout ImageNetwork, _ moments: inout [ImageNetworkGradient],
    _ body: (_ parameter: inout [Float], _ gradient: [Float], _ moments: inout [[Float]]) -> Void
  ) {
    for index in values.indices {
      // Moved out and back, so that each array is the only reference and changes in place.
      var parts: [[Float]] = []
      for moment in moments.indices {
        parts.append(moments[moment].values[index].elements)
        moments[moment].values[index].elements = []
      }
      body(&network.values[index].elements, values[index].elements, &parts)
      for (moment, part) in parts.enumerated() { moments[moment].values[index].elements = part }
    }
  }
}
