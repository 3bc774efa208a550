/// The sizes of one pass of a recurrent layer.
public struct RecurrentExtent: Equatable, Sendable {
  /// The number of positions.
  public let positions: Int
  /// The number of lanes, which are independent sequences side by side.
  public let lanes: Int
  /// The number of hidden units.
  public let hidden: Int
  /// The pre-activations of a unit: 4 of an LSTM, 3 of a GRU, 1 of a plain recurrent layer.
  public let gates: Int
  /// The number of threads that share the work of a position.
  public let threads: Int

  /// Creates the sizes of a pass.
  public init(positions: Int, lanes: Int, hidden: Int, gates: Int = 4, threads: Int = Threads.count) {
    self.positions = positions
    self.lanes = lanes
    self.hidden = hidden
    self.gates = gates
    self.threads = threads
  }

  /// The elements of one position of h or c.
  public var state: Int { lanes * hidden }

  /// The panels that hold the hidden units.
  var unitPanels: Int { PackedProduct.panelCount(hidden) }

  /// The numbers of the recurrent weights packed for the forward pass, and no fewer than for the backward pass.
  var weightPanels: Int { gates * unitPanels * PackedProduct.panelWidth * hidden }

  /// Cuts the hidden units into ranges of whole panels for the threads that the work of a position is worth.
  ///
  /// Weights that fit the threads' own caches are cut once for each thread, which then mostly finds its part there
  /// again; others into more parts, so that no thread waits long for the last one.
  var unitRanges: [Range<Int>] {
    let weights = gates * hidden * hidden
    let parts: Int
    if lanes * weights < 100_000 {
      parts = 1
    } else {
      let fits = weights / threads <= 128 * 1024
      parts = min(threads * (fits || threads == 1 ? 1 : 4), unitPanels)
    }
    return (0..<parts).map { part in
      let first = unitPanels * part / parts * PackedProduct.panelWidth
      return first..<min(hidden, unitPanels * (part + 1) / parts * PackedProduct.panelWidth)
    }
  }
}
