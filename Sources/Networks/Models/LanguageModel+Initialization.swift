public import Tensors

/// How the weights of a language model are drawn.
public enum Initialization: Codable, Equatable, Sendable {
  /// Every parameter uniform in ±range (Zaremba et al., 2014).
  case uniform(range: Double)
  /// Encoder and decoder uniform in ±range with a zero decoder bias, recurrent layers uniform in ±1/√hidden: the PyTorch
  /// word-language-model example, and the AWD-LSTM.
  case pytorchExample(range: Double)

  private enum CodingKeys: String, CodingKey {
    case uniform
    case pytorchExample = "pytorch_example"
  }
}

extension LanguageModel {
  /// Creates a model with drawn weights; each parameter has its own key, named after it.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public init(
    _ configuration: LanguageModelConfiguration, initialization: Initialization, key: RandomKey
  ) throws(NetworksError) {
    try self.init(zero: configuration)
    visit { name, parameter in
      let bound: Double
      switch initialization {
      case .uniform(let range): bound = range
      case .pytorchExample(let range):
        if let layer = RecurrentWeights.layer(ofParameter: name) {
          bound = 1 / Double(configuration.hiddenSizes[layer]).squareRoot()
        } else {
          bound = name == "decoder.bias" ? 0 : range
        }
      }
      parameter.elements = key.child(name).uniforms(parameter.count, from: Float(-bound), to: Float(bound))
    }
  }
}
