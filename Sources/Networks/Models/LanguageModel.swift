public import Tensors

/// A recurrent language model: embedding, stacked recurrent layers, softmax over the whole vocabulary.
///
/// Zaremba, Sutskever, Vinyals, "Recurrent neural network regularization", 2014: dropout stands on the non-recurrent
/// connections only, that is on the embedding, between layers and before the softmax; ``Regularization`` takes its place in the
/// AWD-LSTM. Parameters carry the names and
/// layouts of the PyTorch word-language-model example.
public struct LanguageModel: Parameterized, Equatable, Sendable {
  /// The model's shape.
  public let configuration: LanguageModelConfiguration
  /// The embedding, [vocabulary, embedding].
  public var encoder: Tensor
  /// The recurrent layers, from the input up.
  public var layers: [RecurrentWeights]
  /// The decoder matrix, [vocabulary, hidden]; nil when the encoder's is shared.
  public var decoderWeight: Tensor?
  /// The decoder's bias, [vocabulary].
  public var decoderBias: Tensor

  /// Creates a model whose parameters are all 0.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public init(zero configuration: LanguageModelConfiguration) throws(NetworksError) {
    try configuration.validate()
    self.configuration = configuration
    encoder = Tensor(shape: [configuration.vocabularySize, configuration.embeddingSize])
    layers = (0..<configuration.layerCount).map {
      RecurrentWeights(
        cell: configuration.cell, inputSize: configuration.inputSize(ofLayer: $0),
        hiddenSize: configuration.hiddenSizes[$0])
    }
    decoderWeight =
      configuration.tied ? nil : Tensor(shape: [configuration.vocabularySize, configuration.outputSize])
    decoderBias = Tensor(shape: [configuration.vocabularySize])
  }

  /// Visits every parameter under the names of the PyTorch example; a tied decoder is not visited twice.
  public mutating func visit(_ body: (_ name: String, _ parameter: inout Tensor) throws -> Void) rethrows {
    try body("encoder.weight", &encoder)
    for layer in layers.indices { try layers[layer].visit(layer: layer, body) }
    if var weight = decoderWeight {
      decoderWeight = nil  // so that the tensor below is the only reference and changes in place
      defer { decoderWeight = weight }
      try body("decoder.weight", &weight)
    }
    try body("decoder.bias", &decoderBias)
  }

  /// The matrix that turns the top hidden state into logits, [vocabulary, hidden].
  var outputWeight: Tensor { decoderWeight ?? encoder }
}
