import Kernels
import Tensors

/// The softmax over the whole vocabulary, with its loss.
///
/// Logits are made for a block of rows at a time, so that memory does not grow with the window.
enum SoftmaxDecoder {
  /// How many rows of logits are made at once, at least 16 and otherwise at most 128 MB of them; a function of the vocabulary alone.
  static func rowsPerBlock(vocabulary: Int) -> Int { max(16, min(1024, 32_000_000 / vocabulary / 16 * 16)) }

  /// The losses of rows of hidden states.
  ///
  /// - Parameters:
  ///   - hidden: [row][width].
  ///   - weight: the decoder matrix, [vocabulary, width].
  ///   - bias: [vocabulary].
  ///   - targets: one token a row.
  ///   - workspace: the buffers.
  /// - Returns: one loss a row, in nats.
  static func losses(
    hidden: [Float], weight: Tensor, bias: Tensor, targets: [Int32], in workspace: inout SoftmaxWorkspace
  ) -> [Double] {
    var losses = [Double](repeating: 0, count: targets.count)
    for rows in blocks(of: targets.count, vocabulary: weight.shape[0]) {
      VocabularySoftmax.losses(
        of: .init(
          hidden: hidden, weight: weight.elements, bias: bias.elements, targets: targets, rows: rows),
        into: &losses, in: &workspace)
    }
    return losses
  }

  /// The losses of rows of hidden states, and whether each target is the arg max of its row's logits.
  ///
  /// Of several greatest logits the first word has it. The parameters are those of
  /// ``losses(hidden:weight:bias:targets:in:)``.
  static func lossesAndAnswers(
    hidden: [Float], weight: Tensor, bias: Tensor, targets: [Int32], in workspace: inout SoftmaxWorkspace
  ) -> (losses: [Double], correct: [Bool]) {
    var losses = [Double](repeating: 0, count: targets.count)
    var correct = [Bool](repeating: false, count: targets.count)
    for rows in blocks(of: targets.count, vocabulary: weight.shape[0]) {
      VocabularySoftmax.losses(
        of: .init(
          hidden: hidden, weight: weight.elements, bias: bias.elements, targets: targets, rows: rows),
        into: &losses, correct: &correct, in: &workspace)
    }
    return (losses, correct)
  }

  /// The losses, with gradients.
  ///
  /// - Parameters:
  ///   - hidden: [row][width].
  ///   - weight: the decoder matrix, [vocabulary, width].
  ///   - bias: [vocabulary].
  ///   - targets: one token a row.
  ///   - gradientScale: the derivative of the objective with respect to each row's loss.
  ///   - precision: the precision of the products' factors.
  ///   - hiddenGradient: [row][width], filled.
  ///   - weightGradient: replaced.
  ///   - biasGradient: replaced.
  ///   - workspace: the buffers.
  /// - Returns: one loss a row, in nats.
  static func lossesAndGradients(
    hidden: [Float], weight: Tensor, bias: Tensor, targets: [Int32], gradientScale: Float,
    precision: ProductPrecision, hiddenGradient: inout [Float], weightGradient: inout Tensor,
    biasGradient: inout Tensor,
    in workspace: inout SoftmaxWorkspace
  ) -> [Double] {
    var losses = [Double](repeating: 0, count: targets.count)
    for rows in blocks(of: targets.count, vocabulary: weight.shape[0]) {
      VocabularySoftmax.lossesAndGradients(
        of: .init(
          hidden: hidden, weight: weight.elements, bias: bias.elements, targets: targets, rows: rows,
          precision: precision),
        scale: gradientScale, accumulate: rows.lowerBound > 0, into: &losses, hiddenGradient: &hiddenGradient,
        weightGradient: &weightGradient.elements, biasGradient: &biasGradient.elements, in: &workspace)
    }
    return losses
  }

  private static func blocks(of rows: Int, vocabulary: Int) -> [Range<Int>] {
    let block = rowsPerBlock(vocabulary: vocabulary)
    return stride(from: 0, to: rows, by: block).map { $0..<min($0 + block, rows) }
  }
}
