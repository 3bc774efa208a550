import CKernels

/// Softmax cross entropy over rows of logits.
public enum CrossEntropy {
  /// Computes the loss of every row, and on request its gradient in place.
  ///
  /// - Parameters:
  ///   - logits: [row][column] without the bias; destroyed. Where `gradientScale` is not 0 it is replaced by
  ///     gradientScale · (softmax − one-hot(target)).
  ///   - columns: the size of the vocabulary.
  ///   - bias: one number a column.
  ///   - targets: one column index a row; checked. The losses of the rows stand at the same indices as the targets.
  ///   - gradientScale: the factor of the gradient; 0 asks for losses alone.
  ///   - losses: one number a row, replaced by −log softmax(row)[target], in nats.
  public static func evaluate(
    logits: inout [Float], columns: Int, bias: [Float], targets: ArraySlice<Int32>, gradientScale: Float,
    losses: inout [Double]
  ) {
    let rows = targets.count
    let start = targets.startIndex
    precondition(logits.count >= rows * columns && bias.count == columns, "logits, bias and columns disagree")
    precondition(
      losses.count >= targets.endIndex, "\(losses.count) losses for rows up to \(targets.endIndex)")
    for target in targets {
      precondition(target >= 0 && Int(target) < columns, "target \(target) of \(columns)")
    }
    logits.withUnsafeMutableBufferPointer { logits in
      bias.withUnsafeBufferPointer { bias in
        targets.withUnsafeBufferPointer { targets in
          losses.withUnsafeMutableBufferPointer { losses in
            guard let logits = logits.baseAddress, let targets = targets.baseAddress,
              let losses = losses.baseAddress
            else { return }
            let block = 8
            Threads.parallel((rows + block - 1) / block) { index in
              let first = index * block
              strata_cross_entropy(
                Int32(min(block, rows - first)), Int32(columns), logits + first * columns, bias.baseAddress,
                targets + first, gradientScale, losses + start + first)
            }
          }
        }
      }
    }
  }
}
