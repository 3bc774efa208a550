private import Foundation
public import Tensors

/// How the weights of an image network are drawn.
public enum ImageInitialization: String, Codable, CaseIterable, Sendable {
  /// Weights normal with variance 2 / fan-in, biases 0: He et al. 2015.
  case he
  /// Weights and biases uniform in ±1/√fan-in: PyTorch's layers.
  case pytorch
}

extension ImageNetwork {
  /// Creates a network with drawn weights; each parameter has its own key, named after it.
  ///
  /// Normalisations begin with scale 1 and shift 0.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public init(
    _ configuration: ImageNetworkConfiguration, initialization: ImageInitialization, key: RandomKey
  ) throws(NetworksError) {
    try self.init(zero: configuration)
    for (index, parameter) in plan.parameters.enumerated() {
      let key = key.child(parameter.name)
      let fanIn = Double(parameter.fanIn)
      switch (parameter.role, initialization) {
      case (.weight, .he):
        let deviation = Float((2 / fanIn).squareRoot())
        values[index].elements = (0..<values[index].count).map { deviation * Float(key.normal($0)) }
      case (.weight, .pytorch), (.bias, .pytorch):
        let bound = Float(1 / fanIn.squareRoot())
        values[index].elements = key.uniforms(values[index].count, from: -bound, to: bound)
      case (.bias, .he), (.normScale, _), (.normShift, _): break
      }
    }
  }
}
