/// The sizes of a softmax over the vocabulary.
struct SoftmaxExtent {
  /// The rows of hidden states.
  let rows: Int
  /// The words of the vocabulary.
  let words: Int
  /// The width of a hidden state.
  let width: Int

  /// Words that are worked on while they are in cache; tiles of every kernel cut them evenly.
  static let wordsOfBlock = 60

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
