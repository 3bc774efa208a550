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

  /// Reads the shape of a model off its weights; dropout and whether it is tied are not in them.
  ///
  /// Equal encoder and decoder matrices are taken for tied ones, weights of four blocks for an LSTM, of three for a GRU; a
  /// plain layer does not show its function, so it is taken for one of tanh.
  ///
  /// - Throws: ``NetworksError/missingParameter(name:)`` or ``NetworksError/notAMatrix(name:found:)``.
  public static func configuration(
    ofWeights weights: [(name: String, tensor: Tensor)]
  ) throws(NetworksError) -> LanguageModelConfiguration {
    var given: [String: Tensor] = [:]
    for weight in weights { given[weight.name] = weight.tensor }
    func matrix(_ name: String) throws(NetworksError) -> Tensor {
      guard let tensor = given[name] else { throw .missingParameter(name: name) }
      guard tensor.shape.count == 2 else { throw .notAMatrix(name: name, found: tensor.shape) }
      return tensor
    }
    let encoder = try matrix("encoder.weight")
    var sizes = [try matrix("rnn.weight_hh_l0").shape[1]]
    while given["rnn.weight_hh_l\(sizes.count)"] != nil {
      sizes.append(try matrix("rnn.weight_hh_l\(sizes.count)").shape[1])
    }
    let rows = try matrix("rnn.weight_hh_l0").shape[0]
    let cell = [RecurrentCell.lstm, .gru, .tanh].first { $0.gates * sizes[0] == rows } ?? .lstm
    let decoder = given["decoder.weight"]
    return LanguageModelConfiguration(
      vocabularySize: encoder.shape[0], embeddingSize: encoder.shape[1], cell: cell, hiddenSizes: sizes,
      tied: decoder == nil || decoder == encoder)
  }
}
