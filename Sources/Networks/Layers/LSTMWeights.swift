public import Tensors

/// The parameters of one LSTM layer, in PyTorch's layout: gate blocks stacked in the order i f g o, and two biases.
///
/// The two biases are only ever added to each other; they are both kept, and both trained, because the stock PyTorch
/// layer has both and its optimiser moves both.
public struct LSTMWeights: Equatable, Sendable {
  /// W_ih, [4·hidden, input].
  public var inputWeight: Tensor
  /// W_hh, [4·hidden, hidden].
  public var recurrentWeight: Tensor
  /// b_ih, [4·hidden].
  public var inputBias: Tensor
  /// b_hh, [4·hidden].
  public var recurrentBias: Tensor

  /// Creates a layer whose parameters are all 0.
  public init(inputSize: Int, hiddenSize: Int) {
    inputWeight = Tensor(shape: [4 * hiddenSize, inputSize])
    recurrentWeight = Tensor(shape: [4 * hiddenSize, hiddenSize])
    inputBias = Tensor(shape: [4 * hiddenSize])
    recurrentBias = Tensor(shape: [4 * hiddenSize])
  }

  /// The width of the layer's input.
  public var inputSize: Int { inputWeight.shape[1] }
  /// The number of units.
  public var hiddenSize: Int { recurrentWeight.shape[1] }

  /// Visits the four parameters under PyTorch's names for layer `layer`.
  public mutating func visit(
    layer: Int, _ body: (_ name: String, _ parameter: inout Tensor) throws -> Void
  ) rethrows {
    try body("rnn.weight_ih_l\(layer)", &inputWeight)
    try body("rnn.weight_hh_l\(layer)", &recurrentWeight)
    try body("rnn.bias_ih_l\(layer)", &inputBias)
    try body("rnn.bias_hh_l\(layer)", &recurrentBias)
  }
}
