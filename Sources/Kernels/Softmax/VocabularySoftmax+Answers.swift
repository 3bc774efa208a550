extension VocabularySoftmax {
  /// Computes the loss of every row of a batch, and whether its target is the word that the model names.
  ///
  /// - Parameters:
  ///   - batch: the rows.
  ///   - losses: −log softmax(row)[target] in nats, at the rows' own indices.
  ///   - correct: whether the target is the arg max of the row's logits, the first of several; at the rows' own indices.
  ///   - workspace: the buffers.
  public static func losses(
    of batch: Batch, into losses: inout [Double], correct: inout [Bool], in workspace: inout SoftmaxWorkspace
  ) {
    batch.check(losses)
    precondition(
      correct.count >= batch.rows.upperBound, "\(correct.count) answers for rows \(batch.rows)")
    guard !batch.rows.isEmpty else { return }
    makeLogits(batch, forGradients: false, findsFirst: true, &workspace)
    // The maxima of blocks are replaced when the blocks are joined.
    for row in 0..<batch.extent.rows {
      correct[batch.rows.lowerBound + row] = isGreatest(batch, row, workspace)
    }
    join(batch, scale: 0, &losses, &workspace)
  }

  /// Whether no logit is greater than a row's target's, and none before it is as great.
  private static func isGreatest(_ batch: Batch, _ row: Int, _ workspace: SoftmaxWorkspace) -> Bool {
    let (extent, panelWidth) = (batch.extent, PackedProduct.panelWidth)
    let target = workspace.targetLogits[row]
    let own = Int(batch.targets[batch.rows.lowerBound + row]) / SoftmaxExtent.wordsOfBlock
    guard workspace.isFirstOfBlock[row] else { return false }
    return (0..<extent.blocks).allSatisfy { block in
      let greatest =
        workspace.maxima[(row / panelWidth * extent.blocks + block) * panelWidth + row % panelWidth]
      return block < own ? greatest < target : greatest <= target
    }
  }
}
