private import Foundation
import Kernels
public import Tensors

/// A language model that reads token after token on several lanes and says how likely each next token is.
///
/// What a lane says does not depend on how many lanes stand beside it, bit for bit.
public struct NextTokens: Sendable {
  /// The number of lanes.
  public let lanes: Int
  /// The state after what was read.
  public private(set) var state: RecurrentState
  private let model: LanguageModel
  private var workspace: LanguageModelWorkspace
  /// The decoder matrix, packed once for all steps.
  private var decoder = PackedMatrix()
  /// The top hidden states after what was read, [lane][width].
  private var hidden: [Float]

  /// Reads the same tokens on every lane, from the zero state, with dropout off.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - tokens: at least one.
  ///   - lanes: the number of lanes.
  public init(_ model: LanguageModel, after tokens: [Int32], lanes: Int) {
    precondition(!tokens.isEmpty && lanes > 0, "\(tokens.count) tokens on \(lanes) lanes")
    self.model = model
    self.lanes = lanes
    workspace = LanguageModelWorkspace(model.configuration)
    var single = RecurrentState(model.configuration, lanes: 1)
    model.forward(
      TokenWindow(inputs: tokens, positions: tokens.count, lanes: 1), state: &single,
      forGradients: false, in: &workspace)
    let weight = model.outputWeight
    let width = weight.shape[1]
    let last = workspace.output[(tokens.count - 1) * width..<tokens.count * width]
    hidden = Array(repeating: last, count: lanes).flatMap(\.self)
    state = single.repeated(lanes)
    decoder.pack(transposed: weight.elements, depth: width, columns: weight.shape[0], leading: width)
  }

  /// Reads one more token a lane.
  public mutating func read(_ tokens: [Int32]) {
    precondition(tokens.count == lanes, "\(tokens.count) tokens for \(lanes) lanes")
    model.forward(
      TokenWindow(inputs: tokens, positions: 1, lanes: lanes), state: &state,
      forGradients: false, in: &workspace)
    model.copy(workspace.output, count: hidden.count, to: &hidden)
  }

  /// The logarithm of the probability of every next token, in nats: lanes × words.
  ///
  /// Logits are Float32 products, as in training; the softmax is in Float64.
  public func logProbabilities() -> Matrix<Double> {
    let bias = model.decoderBias.elements
    let words = bias.count
    var logits = [Float](repeating: 0, count: lanes * words)
    PackedProduct.multiply(
      rows: lanes, a: hidden, lda: hidden.count / lanes, b: decoder, c: &logits, ldc: words)
    var result = Matrix<Double>(rows: lanes, columns: words)
    var values = result.elements.mutableSpan
    let (products, offsets) = (logits.span, bias.span)
    for lane in 0..<lanes {
      var greatest = -Double.infinity
      for word in 0..<words {
        let logit = Double(products[lane * words + word] + offsets[word])
        values[lane * words + word] = logit
        greatest = max(greatest, logit)
      }
      var sum = 0.0
      for i in lane * words..<(lane + 1) * words { sum += exp(values[i] - greatest) }
      let total = greatest + log(sum)
      for i in lane * words..<(lane + 1) * words { values[i] -= total }
    }
    return result
  }
}

extension RecurrentState {
  /// The state of one lane on several.
  fileprivate func repeated(_ lanes: Int) -> RecurrentState {
    var result = self
    result.hidden = hidden.map { Array(repeating: $0, count: lanes).flatMap(\.self) }
    result.cell = cell.map { Array(repeating: $0, count: lanes).flatMap(\.self) }
    return result
  }
}
