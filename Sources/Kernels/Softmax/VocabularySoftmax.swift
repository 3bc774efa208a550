import CKernels

/// The softmax over a whole vocabulary: logits, cross entropy and gradients of rows of hidden states.
///
/// The logits h·Wᵀ + b are made a block of words at a time and turned into exponentials while the block is in cache,
/// each relative to the greatest logit of its row and block; the blocks are joined by their maxima and sums. Going back,
/// each block becomes the gradient of the logits and at once the gradient of its words' weights.
public enum VocabularySoftmax {
  /// Rows of hidden states and what they are scored against.
  public struct Batch {
    /// Hidden states, [row][width].
    public let hidden: [Float]
    /// The decoder matrix, [word][width].
    public let weight: [Float]
    /// One number a word.
    public let bias: [Float]
    /// One word a row.
    public let targets: [Int32]
    /// The rows to work on, of all that `hidden` and `targets` hold.
    public let rows: Range<Int>
    /// The precision of the factors of all products.
    public let precision: ProductPrecision

    /// Creates a batch.
    public init(
      hidden: [Float], weight: [Float], bias: [Float], targets: [Int32], rows: Range<Int>,
      precision: ProductPrecision = .float32
    ) {
      self.hidden = hidden
      self.weight = weight
      self.bias = bias
      self.targets = targets
      self.rows = rows
      self.precision = precision
    }

    var extent: SoftmaxExtent {
      SoftmaxExtent(rows: rows.count, words: bias.count, width: bias.isEmpty ? 0 : weight.count / bias.count)
    }

    /// Traps unless the sizes fit and every target is a word.
    func check(_ losses: [Double]) {
      let width = extent.width
      precondition(weight.count == bias.count * width && width > 0, "weights and biases disagree")
      precondition(
        rows.lowerBound >= 0 && rows.upperBound <= targets.count && hidden.count >= rows.upperBound * width
          && losses.count >= rows.upperBound, "rows \(rows) of \(targets.count)")
      for row in rows {
        precondition(targets[row] >= 0 && Int(targets[row]) < bias.count, "target \(targets[row])")
      }
    }
  }

  /// Computes the loss of every row of a batch.
  ///
  /// - Parameters:
  ///   - batch: the rows.
  ///   - losses: −log softmax(row)[target] in nats, at the rows' own indices.
  ///   - workspace: the buffers.
  public static func losses(
    of batch: Batch, into losses: inout [Double], in workspace: inout SoftmaxWorkspace
  ) {
    batch.check(losses)
    guard !batch.rows.isEmpty else { return }
    makeLogits(batch, forGradients: false, &workspace)
    join(batch, scale: 0, &losses, &workspace)
  }

  /// Computes the losses of a batch and their gradients.
  ///
  /// - Parameters:
  ///   - batch: the rows.
  ///   - scale: the derivative of the objective with respect to each row's loss.
  ///   - accumulate: whether the gradients of weights and biases are added to what is there.
  ///   - losses: in nats, at the rows' own indices.
  ///   - hiddenGradient: [row][width], filled at the rows' own indices.
  ///   - weightGradient: [word][width].
  ///   - biasGradient: [word].
  ///   - workspace: the buffers.
  public static func lossesAndGradients(
    of batch: Batch, scale: Float, accumulate: Bool, into losses: inout [Double],
    hiddenGradient: inout [Float], weightGradient: inout [Float], biasGradient: inout [Float],
    in workspace: inout SoftmaxWorkspace
  ) {
    batch.check(losses)
    precondition(
      weightGradient.count == batch.weight.count && biasGradient.count == batch.bias.count
        && hiddenGradient.count >= batch.rows.upperBound * batch.extent.width, "gradients too small")
    guard !batch.rows.isEmpty else { return }
    makeLogits(batch, forGradients: true, &workspace)
    join(batch, scale: Double(scale), &losses, &workspace)
    let extent = batch.extent
    workspace.hiddenRows.pack(
      batch.hidden, start: batch.rows.lowerBound * extent.width, depth: extent.rows, columns: extent.width,
      leading: extent.width)
    workspace.logits.write { logits in
      workspace.hiddenRows.panels.read {
        weightGradients(
          batch, scale, accumulate, logits, workspace.maxima, $0, &weightGradient, &biasGradient)
      }
      workspace.hiddenGradient.write {
        hiddenGradients(
          extent, batch.precision.kernel, batch.weight, logits, $0, &hiddenGradient, batch.rows.lowerBound)
      }
    }
  }

  /// Makes the logits of every row, and of each block of them the exponentials with their maxima and sums.
  static func makeLogits(
    _ batch: Batch, forGradients: Bool, findsFirst: Bool = false, _ workspace: inout SoftmaxWorkspace
  ) {
    let extent = batch.extent
    workspace.reserve(extent, forGradients: forGradients)
    workspace.hiddenColumns.pack(
      transposed: batch.hidden, start: batch.rows.lowerBound * extent.width, depth: extent.width,
      columns: extent.rows, leading: extent.width)
    workspace.logits.write { logits in
      workspace.hiddenColumns.panels.read {
        exponentials(
          batch, $0, logits, &workspace.maxima, &workspace.sums, &workspace.targetLogits,
          findsFirst: findsFirst, &workspace.isFirstOfBlock)
      }
    }
  }

  /// Joins the blocks of every row to its loss, and the maxima to the factors of its gradient.
  static func join(
    _ batch: Batch, scale: Double, _ losses: inout [Double], _ workspace: inout SoftmaxWorkspace
  ) {
    let extent = batch.extent
    join(extent, scale, &workspace.maxima, workspace.sums, &workspace.logSums)
    for row in 0..<extent.rows {
      losses[batch.rows.lowerBound + row] = workspace.logSums[row] - Double(workspace.targetLogits[row])
    }
  }

  /// Makes each block of logits and its exponentials.
  private static func exponentials(
    _ batch: Batch, _ hidden: UnsafePointer<Float>, _ logits: UnsafeMutablePointer<Float>,
    _ maxima: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Double>,
    _ targetLogits: UnsafeMutablePointer<Float>, findsFirst: Bool,
    _ isFirstOfBlock: UnsafeMutablePointer<Bool>
  ) {
    let (extent, panelWidth) = (batch.extent, PackedProduct.panelWidth)
    let kernel = batch.precision.kernel
    withPointers(batch) { weight, bias, targets in
      let factor = FactorLayout.rows(leading: extent.width).factor(weight)
      Threads.parallel(extent.blocks) { block in
        let words = extent.words(ofBlock: block)
        // Rows beyond the last are computed too, of zeros, so that nothing stale is summed later.
        PackedProduct.multiply(
          with: kernel, rows: words.count, columns: extent.panels * panelWidth, depth: extent.width,
          factor.skipping(rows: words.lowerBound), hidden, panelStride: panelWidth * extent.width,
          strata_target(
            start: logits + words.lowerBound * panelWidth, row_stride: panelWidth,
            panel_stride: extent.panelStride),
          accumulate: false)
        for row in 0..<extent.rows where words.contains(Int(targets[row])) {
          let word = Int(targets[row])
          let target = logits[extent.index(row: row, word: word)] + bias[word]
          targetLogits[row] = target
          guard findsFirst else { continue }
          isFirstOfBlock[row] = (words.lowerBound..<word).allSatisfy {
            logits[extent.index(row: row, word: $0)] + bias[$0] < target
          }
        }
        for panel in 0..<extent.panels {
          let at = (panel * extent.blocks + block) * panelWidth
          strata_softmax_block(
            Int32(words.count), logits + panel * extent.panelStride + words.lowerBound * panelWidth,
            bias + words.lowerBound, maxima + at, sums + at)
        }
      }
    }
  }

  /// Joins the blocks of each row.
  private static func join(
    _ extent: SoftmaxExtent, _ scale: Double, _ maxima: UnsafeMutablePointer<Float>,
    _ sums: UnsafePointer<Double>, _ logSums: UnsafeMutablePointer<Double>
  ) {
    let panelWidth = PackedProduct.panelWidth
    Threads.parallel(extent.panels) { panel in
      let at = panel * extent.blocks * panelWidth
      strata_softmax_join(
        Int32(extent.blocks), Int32(min(panelWidth, extent.rows - panel * panelWidth)), maxima + at,
        sums + at, scale,
        logSums + panel * panelWidth)
    }
  }

  /// Turns exponentials into gradients of the logits, and these into the gradients of the weights, block by block.
  private static func weightGradients(
    _ batch: Batch, _ scale: Float, _ accumulate: Bool, _ logits: UnsafeMutablePointer<Float>,
    _ factors: UnsafePointer<Float>, _ hidden: UnsafePointer<Float>,
    _ weightGradient: UnsafeMutablePointer<Float>, _ biasGradient: UnsafeMutablePointer<Float>
  ) {
    let (extent, panelWidth) = (batch.extent, PackedProduct.panelWidth)
    let kernel = batch.precision.kernel
    withPointers(batch) { _, _, targets in
      Threads.parallel(extent.blocks) { block in
        let words = extent.words(ofBlock: block)
        let start = logits + words.lowerBound * panelWidth
        for panel in 0..<extent.panels {
          strata_scale_panel(
            Int32(words.count), start + panel * extent.panelStride,
            factors + (panel * extent.blocks + block) * panelWidth)
        }
        for row in 0..<extent.rows where words.contains(Int(targets[row])) {
          logits[extent.index(row: row, word: Int(targets[row]))] -= scale
        }
        strata_sum_panel_rows(
          Int32(words.count), Int32(extent.panels), start, extent.panelStride, accumulate ? 1 : 0,
          biasGradient + words.lowerBound)
        multiplyByHidden(
          extent, kernel, words, start, hidden, into: weightGradient, accumulate: accumulate)
      }
    }
  }

  /// The gradient of a block of words' weights: the gradients of its logits, which begin at `start`, times the states.
  private static func multiplyByHidden(
    _ extent: SoftmaxExtent, _ kernel: Int, _ words: Range<Int>, _ start: UnsafePointer<Float>,
    _ hidden: UnsafePointer<Float>, into weightGradient: UnsafeMutablePointer<Float>, accumulate: Bool
  ) {
    let panelWidth = PackedProduct.panelWidth
    // A last panel that is not full is a product of its own.
    let whole = extent.rows / panelWidth * panelWidth
    let target = strata_target(
      start: weightGradient + words.lowerBound * extent.width, row_stride: extent.width,
      panel_stride: panelWidth)
    let stride = extent.rows * panelWidth
    if whole > 0 {
      PackedProduct.multiply(
        with: kernel, rows: words.count, columns: extent.width, depth: whole,
        FactorLayout.panels(stride: extent.panelStride).factor(start), hidden, panelStride: stride,
        target,
        accumulate: accumulate)
    }
    if whole < extent.rows {
      PackedProduct.multiply(
        with: kernel, rows: words.count, columns: extent.width, depth: extent.rows - whole,
        FactorLayout.rows(leading: panelWidth).factor(start + whole / panelWidth * extent.panelStride),
        hidden + whole * panelWidth, panelStride: stride, target, accumulate: accumulate || whole > 0)
    }
  }

  /// The gradient of the hidden states: Wᵀ times the gradients of the logits.
  private static func hiddenGradients(
    _ extent: SoftmaxExtent, _ kernel: Int, _ weight: UnsafePointer<Float>, _ logits: UnsafePointer<Float>,
    _ panels: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ firstRow: Int
  ) {
    let (panelWidth, width) = (PackedProduct.panelWidth, extent.width)
    let factor = FactorLayout.columns(leading: width).factor(weight)
    // Every range of units reads all logits, but packs its weights once.
    let (ranges, groups) = gradientGrid(extent)
    Threads.parallel(ranges * groups) { index in
      let (range, group) = (index % ranges, index / ranges)
      let units = width * range / ranges..<width * (range + 1) / ranges
      let first = extent.panels * group / groups
      let last = extent.panels * (group + 1) / groups
      PackedProduct.multiply(
        with: kernel, rows: units.count, columns: (last - first) * panelWidth, depth: extent.words,
        factor.skipping(rows: units.lowerBound), logits + first * extent.panelStride,
        panelStride: extent.panelStride,
        strata_target(
          start: panels + (first * width + units.lowerBound) * panelWidth, row_stride: panelWidth,
          panel_stride: width * panelWidth), accumulate: false)
    }
    Threads.parallel(extent.panels) { panel in
      strata_unpack_panel_transposed(
        width, min(panelWidth, extent.rows - panel * panelWidth), panels + panel * width * panelWidth,
        gradient + (firstRow + panel * panelWidth) * width, width)
    }
  }

  /// Into how many ranges of units and groups of panels the gradient of the hidden states is cut.
  private static func gradientGrid(_ extent: SoftmaxExtent) -> (ranges: Int, groups: Int) {
    let threads = Threads.count
    // As many ranges for each thread, while they hold enough units for the logits that they read.
    if threads == 1 { return (1, 1) }
    if threads * 48 <= extent.width { return (threads * max(1, min(4, extent.width / (160 * threads))), 1) }
    return (min(2, extent.width), min(max(1, threads / 2), extent.panels))
  }

  /// Calls `body` with the weights, the biases and the targets of the batch's first row.
  private static func withPointers(
    _ batch: Batch, _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Int32>) -> Void
  ) {
    func call(_ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, _ targets: UnsafePointer<Int32>) {
      body(weight, bias, targets + batch.rows.lowerBound)
    }
    call(batch.weight, batch.bias, batch.targets)
  }
}
