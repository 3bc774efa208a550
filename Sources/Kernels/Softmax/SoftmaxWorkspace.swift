/// The buffers of a softmax over the vocabulary, kept between calls.
public struct SoftmaxWorkspace: Sendable {
  /// The hidden states as right factor of the logits: width × rows.
  var hiddenColumns = PackedMatrix()
  /// The hidden states as right factor of the weights' gradient: rows × width.
  var hiddenRows = PackedMatrix()
  /// Logits, later their exponentials and gradients: [row / 16][word][16].
  var logits: [Float] = []
  /// The greatest logit of each row in each block of words, later the factors of the block: [row / 16][block][16].
  var maxima: [Float] = []
  /// The sums of exponentials, laid out like ``maxima``.
  var sums: [Double] = []
  /// The logarithms of the whole sums: [row], a whole number of panels.
  var logSums: [Double] = []
  /// The logit of each row's target.
  var targetLogits: [Float] = []
  /// The gradient of the hidden states: [row / 16][width][16].
  var hiddenGradient: [Float] = []

  /// Creates empty buffers; they grow with the first call.
  public init() {}

  /// Makes every buffer long enough.
  mutating func reserve(_ extent: SoftmaxExtent, forGradients: Bool) {
    let lanes = extent.panels * PackedProduct.panelWidth
    func grow<T: ExpressibleByIntegerLiteral>(_ buffer: inout [T], _ count: Int) {
      if buffer.count < count { buffer = [T](repeating: 0, count: count) }
    }
    grow(&logits, lanes * extent.words)
    grow(&maxima, lanes * extent.blocks)
    grow(&sums, lanes * extent.blocks)
    grow(&logSums, lanes)
    grow(&targetLogits, extent.rows)
    if forGradients { grow(&hiddenGradient, lanes * extent.width) }
  }
}

/// The sizes of a softmax over the vocabulary.
struct SoftmaxExtent {
  /// The rows of hidden states.
  let rows: Int
  /// The words of the vocabulary.
  let words: Int
  /// The width of a hidden state.
  let width: Int

  /// Words that are worked on while they are in cache; a multiple of the heights of the product's tiles.
  static let wordsOfBlock = 84

  /// The panels that hold the rows.
  var panels: Int { PackedProduct.panelCount(rows) }
  /// The blocks that hold the words.
  var blocks: Int { (words + Self.wordsOfBlock - 1) / Self.wordsOfBlock }
  /// The numbers between two panels of logits.
  var panelStride: Int { words * PackedProduct.panelWidth }

  /// The words of a block.
  func words(ofBlock block: Int) -> Range<Int> {
    block * Self.wordsOfBlock..<min(words, (block + 1) * Self.wordsOfBlock)
  }

  /// Where the element of a row and a word stands among the logits.
  func index(row: Int, word: Int) -> Int {
    let width = PackedProduct.panelWidth
    return row / width * panelStride + word * width + row % width
  }
}
