private import Foundation
public import Tensors

/// The parameters of one recurrent layer, in PyTorch's layout: gate blocks stacked (i f g o of an LSTM, r z n of a GRU), and
/// two biases.
///
/// In all but a GRU the two biases are only ever added to each other; they are both kept, and both trained, because the
/// stock PyTorch layer has both and its optimiser moves both.
public struct RecurrentWeights: Equatable, Sendable {
  /// What the layer computes.
  public let cell: RecurrentCell
  /// W_ih, [gates·hidden, input].
  public var inputWeight: Tensor
  /// W_hh, [gates·hidden, hidden].
  public var recurrentWeight: Tensor
  /// b_ih, [gates·hidden].
  public var inputBias: Tensor
  /// b_hh, [gates·hidden].
  public var recurrentBias: Tensor

  /// Creates a layer whose parameters are all 0.
  public init(cell: RecurrentCell = .lstm, inputSize: Int, hiddenSize: Int) {
    self.cell = cell
    let rows = cell.gates * hiddenSize
    inputWeight = Tensor(shape: [rows, inputSize])
    recurrentWeight = Tensor(shape: [rows, hiddenSize])
    inputBias = Tensor(shape: [rows])
    recurrentBias = Tensor(shape: [rows])
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

  /// The layer of a parameter by its name, such as `rnn.weight_ih_l2`; nil where it is none of a recurrent layer.
  static func layer(ofParameter name: String) -> Int? {
    guard name.hasPrefix("rnn."), let end = name.range(of: "_l", options: .backwards) else { return nil }
    return Int(name[end.upperBound...])
  }

  /// All weights that lead to a unit, from the input and from the state before, of every gate.
  public func weights(ofUnit unit: Int) -> [Float] {
    var weights: [Float] = []
    for gate in 0..<cell.gates {
      let row = gate * hiddenSize + unit
      weights += inputWeight.elements[row * inputSize..<(row + 1) * inputSize]
      weights += recurrentWeight.elements[row * hiddenSize..<(row + 1) * hiddenSize]
    }
    return weights
  }
}
