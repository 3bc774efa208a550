/// The buffers of a softmax over the vocabulary, kept between calls.
public struct SoftmaxWorkspace: Sendable {
  /// The hidden states as right factor of the logits: width × rows.
  var hiddenColumns = PackedMatrix()
  /// The hidden states as right factor of the weights' gradient: rows × width.
  var hiddenRows = PackedMatrix()
  /// Logits, later their exponentials and gradients: [row / 16][word][16].
  var logits = PanelBuffer()
  /// The greatest logit of each row in each block of words, later the factors of the block: [row / 16][block][16].
  var maxima: [Float] = []
  /// The sums of exponentials, laid out like ``maxima``.
  var sums: [Double] = []
  /// The logarithms of the whole sums: [row], a whole number of panels.
  var logSums: [Double] = []
  /// The logit of each row's target.
  var targetLogits: [Float] = []
  /// Whether no word of a row's target's block before the target has a logit as great as it.
  var isFirstOfBlock: [Bool] = []
  /// The gradient of the hidden states: [row / 16][width][16].
  var hiddenGradient = PanelBuffer()

  /// Creates empty buffers; they grow with the first call.
  public init() {}

  /// Makes every buffer long enough.
  mutating func reserve(_ extent: SoftmaxExtent, forGradients: Bool) {
    let paddedRows = extent.panels * PackedProduct.panelWidth
    logits.grow(to: paddedRows * extent.words)
    maxima.grow(to: paddedRows * extent.blocks)
    sums.grow(to: paddedRows * extent.blocks)
    logSums.grow(to: paddedRows)
    targetLogits.grow(to: extent.rows)
    if isFirstOfBlock.count < extent.rows {
      isFirstOfBlock = [Bool](repeating: false, count: extent.rows)
    }
    if forGradients { hiddenGradient.grow(to: paddedRows * extent.width) }
  }
}
