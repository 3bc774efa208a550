/// The sizes of one pass of an LSTM layer.
public struct LSTMExtent: Equatable, Sendable {
  /// The number of positions.
  public let positions: Int
  /// The number of lanes, which are independent sequences side by side.
  public let lanes: Int
  /// The number of hidden units.
  public let hidden: Int

  /// Creates the sizes of a pass.
  public init(positions: Int, lanes: Int, hidden: Int) {
    self.positions = positions
    self.lanes = lanes
    self.hidden = hidden
  }

  /// The elements of one position of h or c.
  public var state: Int { lanes * hidden }

  /// Cuts the hidden units into blocks, one task each; a function of the sizes alone.
  var unitBlocks: [Range<Int>] {
    let count = hidden < 64 ? 1 : max(2, (hidden + 511) / 512 * 2)
    let block = ((hidden + count - 1) / count + 15) / 16 * 16
    return stride(from: 0, to: hidden, by: block).map { $0..<min($0 + block, hidden) }
  }
}
