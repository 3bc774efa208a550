public import Tensors

extension ImageNetwork {
  /// The parameters and running statistics under PyTorch's names and in its layout.
  public var namedWeights: [(name: String, tensor: Tensor)] {
    let parameters = zip(plan.parameters, values).map { ($0.name, $0.layout.toFile($1)) }
    return parameters
      + statistics.flatMap { part in
        [
          ("\(part.name).running_mean", Tensor(shape: [part.mean.count], elements: part.mean)),
          ("\(part.name).running_var", Tensor(shape: [part.variance.count], elements: part.variance)),
        ]
      }
  }

  /// Creates a network from weights in PyTorch's names and layout.
  ///
  /// PyTorch's counters `num_batches_tracked` are passed over.
  ///
  /// - Throws: ``NetworksError`` that names what is missing, unknown or of another shape.
  public init(
    _ configuration: ImageNetworkConfiguration, weights: [(name: String, tensor: Tensor)]
  ) throws(NetworksError) {
    try self.init(zero: configuration)
    var given: [String: Tensor] = [:]
    for weight in weights where !weight.name.hasSuffix(".num_batches_tracked") {
      given[weight.name] = weight.tensor
    }
    func take(_ name: String, _ shape: [Int]) throws(NetworksError) -> Tensor {
      guard let tensor = given.removeValue(forKey: name) else { throw .missingParameter(name: name) }
      guard tensor.shape == shape else { throw .shape(name: name, expected: shape, found: tensor.shape) }
      return tensor
    }
    for (index, parameter) in plan.parameters.enumerated() {
      values[index] = parameter.layout.fromFile(try take(parameter.name, parameter.layout.fileShape))
    }
    for index in statistics.indices {
      let (name, shape) = (statistics[index].name, [statistics[index].mean.count])
      statistics[index].mean = try take("\(name).running_mean", shape).elements
      statistics[index].variance = try take("\(name).running_var", shape).elements
    }
    if let name = given.keys.min() { throw .unknownParameter(name: name) }
  }
}
