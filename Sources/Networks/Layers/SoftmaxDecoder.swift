import Kernels
import Tensors

/// The softmax over the whole vocabulary, with its loss.
///
/// Logits are made for a block of rows at a time, so that memory does not grow with the window.
enum SoftmaxDecoder {
  /// How many rows of logits are made at once, at most 32 MB of them; a function of the vocabulary alone.
  ///
  /// Every block copies the decoder's weights into tiles once more, which fewer rows would not pay for.
  static func rowsPerBlock(vocabulary: Int) -> Int { max(8, min(1024, 8_000_000 / vocabulary / 8 * 8)) }

  /// The losses of rows of hidden states.
  ///
  /// - Parameters:
  ///   - hidden: [row][width].
  ///   - weight: the decoder matrix, [vocabulary, width].
  ///   - bias: [vocabulary].
  ///   - targets: one token a row.
  ///   - logits: scratch, grown as needed.
  /// - Returns: one loss a row, in nats.
  static func losses(
    hidden: [Float], weight: Tensor, bias: Tensor, targets: [Int32], logits: inout [Float]
  ) -> [Double] {
    var result: [Double] = []
    forEachBlock(hidden, weight, bias, targets, gradientScale: 0, &logits, losses: &result) { _, _, _ in }
    return result
  }

  /// The losses, with gradients.
  ///
  /// - Parameters:
  ///   - hidden: [row][width].
  ///   - weight: the decoder matrix, [vocabulary, width].
  ///   - bias: [vocabulary].
  ///   - targets: one token a row.
  ///   - gradientScale: the derivative of the objective with respect to each row's loss.
  ///   - logits: scratch, grown as needed.
  ///   - hiddenGradient: [row][width], filled.
  ///   - weightGradient: added to.
  ///   - biasGradient: added to.
  /// - Returns: one loss a row, in nats.
  static func lossesAndGradients(
    hidden: [Float], weight: Tensor, bias: Tensor, targets: [Int32], gradientScale: Float,
    logits: inout [Float], hiddenGradient: inout [Float], weightGradient: inout Tensor,
    biasGradient: inout Tensor
  ) -> [Double] {
    let (vocabulary, width) = (weight.shape[0], weight.shape[1])
    var result: [Double] = []
    forEachBlock(hidden, weight, bias, targets, gradientScale: gradientScale, &logits, losses: &result) {
      gradients, first, rows in
      BLAS.multiply(
        transposeA: true, m: vocabulary, n: width, k: rows, a: gradients, lda: vocabulary, b: hidden,
        bStart: first * width, ldb: width, beta: 1, c: &weightGradient.elements, ldc: width)
      Sums.addColumns(of: gradients, rows: rows, columns: vocabulary, to: &biasGradient.elements)
      BLAS.multiply(
        m: rows, n: width, k: vocabulary, a: gradients, lda: vocabulary, b: weight.elements, ldb: width,
        c: &hiddenGradient, cStart: first * width, ldc: width)
    }
    return result
  }

  /// Fills `losses` block by block, and calls `body` with the logits' gradients, the block's first row and its length.
  private static func forEachBlock(
    _ hidden: [Float], _ weight: Tensor, _ bias: Tensor, _ targets: [Int32], gradientScale: Float,
    _ logits: inout [Float], losses: inout [Double], _ body: ([Float], Int, Int) -> Void
  ) {
    let (vocabulary, width) = (weight.shape[0], weight.shape[1])
    let block = rowsPerBlock(vocabulary: vocabulary)
    grow(&logits, to: min(block, targets.count) * vocabulary)
    losses = [Double](repeating: 0, count: targets.count)
    for first in stride(from: 0, to: targets.count, by: block) {
      let rows = min(block, targets.count - first)
      BLAS.multiply(
        transposeB: true, m: rows, n: vocabulary, k: width, a: hidden, aStart: first * width, lda: width,
        b: weight.elements, ldb: width, c: &logits, ldc: vocabulary)
      CrossEntropy.evaluate(
        logits: &logits, columns: vocabulary, bias: bias.elements, targets: targets[first..<first + rows],
        gradientScale: gradientScale, losses: &losses)
      body(logits, first, rows)
    }
  }
}
