public import Tensors

extension LanguageModel {
  /// The weights under PyTorch's names; a tied model lists its shared matrix as encoder and as decoder.
  public var namedWeights: [(name: String, tensor: Tensor)] {
    var result = parameters
    if decoderWeight == nil { result.append(("decoder.weight", encoder)) }
    return result
  }

  /// Creates a model from weights under PyTorch's names.
  ///
  /// - Throws: ``NetworksError`` when a parameter is missing, unknown or of another shape, or when a tied model is
  ///   given an encoder and a decoder that differ.
  public init(
    _ configuration: LanguageModelConfiguration, weights: [(name: String, tensor: Tensor)]
  ) throws(NetworksError) {
    try self.init(zero: configuration)
    var given: [String: Tensor] = [:]
    for weight in weights { given[weight.name] = weight.tensor }
    var failure: NetworksError?
    visit { name, parameter in
      guard failure == nil else { return }
      guard let tensor = given.removeValue(forKey: name) else {
        failure = .missingParameter(name: name)
        return
      }
      guard tensor.shape == parameter.shape else {
        failure = .shape(name: name, expected: parameter.shape, found: tensor.shape)
        return
      }
      parameter = tensor
    }
    if let failure { throw failure }
    if configuration.tied, let decoder = given.removeValue(forKey: "decoder.weight"), decoder != encoder {
      throw .untiedWeights(name: "decoder.weight")
    }
    if let name = given.keys.min() { throw .unknownParameter(name: name) }
  }

  /// Reads the shape of a model off its weights; `dropout` and whether it is tied are not in them.
  ///
  /// Equal encoder and decoder matrices are taken for tied ones.
  ///
  /// - Throws: ``NetworksError/missingParameter(name:)`` or ``NetworksError/notAMatrix(name:found:)``.
  public static func configuration(
    ofWeights weights: [(name: String, tensor: Tensor)]
  ) throws(NetworksError) -> LanguageModelConfiguration {
    var given: [String: Tensor] = [:]
    for weight in weights { given[weight.name] = weight.tensor }
    guard let encoder = given["encoder.weight"] else { throw .missingParameter(name: "encoder.weight") }
    guard let recurrent = given["rnn.weight_hh_l0"] else { throw .missingParameter(name: "rnn.weight_hh_l0") }
    guard encoder.shape.count == 2 else {
      throw .notAMatrix(name: "encoder.weight", found: encoder.shape)
    }
    guard recurrent.shape.count == 2 else {
      throw .notAMatrix(name: "rnn.weight_hh_l0", found: recurrent.shape)
    }
    var layers = 1
    while given["rnn.weight_hh_l\(layers)"] != nil { layers += 1 }
    let decoder = given["decoder.weight"]
    return LanguageModelConfiguration(
      vocabularySize: encoder.shape[0], embeddingSize: encoder.shape[1], hiddenSize: recurrent.shape[1],
      layerCount: layers, tied: decoder == nil || decoder == encoder)
  }
}
