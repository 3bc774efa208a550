import CKernels

/// The recurrent half of an LSTM layer over a window of positions: everything that one position passes to the next.
///
/// i, f, o = σ(·), g = tanh(·), c' = f∘c + i∘g, h' = o∘tanh c'. Gates stand in PyTorch's order i f g o. All arrays are
/// row-major: gates [position][lane][4·hidden]; h and c [position + 1][lane][hidden], whose slot 0 is the state before
/// the window. The products with the inputs and the weight gradients are large products, done elsewhere. The recurrent
/// weights are packed once a window and direction; at every position each thread makes the pre-activations of a range
/// of units, all four gates of them, and takes these units on to h and c while they are in its cache.
public enum LSTMSequence {
  /// Runs the window forward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - recurrentWeight: W_hh, [4·hidden][hidden].
  ///   - gates: holds W_ih·x + biases; replaced by the activated gates.
  ///   - hidden: slot 0 holds the initial h; the other slots are filled.
  ///   - cell: slot 0 holds the initial c; the other slots are filled.
  ///   - cellTanh: [position][lane][hidden], filled with tanh c'.
  ///   - panels: scratch for the packed weights, grown as needed.
  public static func forward(
    _ extent: RecurrentExtent, recurrentWeight: [Float], gates: inout [Float], hidden: inout [Float],
    cell: inout [Float], cellTanh: inout [Float], panels: inout PanelBuffer
  ) {
    pack(extent, recurrentWeight: recurrentWeight, into: &panels)
    forward(
      extent, positions: 0..<extent.positions, panels: panels, gates: &gates, hidden: &hidden, cell: &cell,
      cellTanh: &cellTanh)
  }

  /// Packs the recurrent weights, [4·hidden][hidden], for some positions at a time.
  public static func pack(_ extent: RecurrentExtent, recurrentWeight: [Float], into panels: inout PanelBuffer)
  {
    RecurrentPanels.pack(forForward: extent, recurrentWeight, into: &panels)
  }

  /// Runs some positions of the window forward, with weights that ``pack(_:recurrentWeight:into:)`` packed.
  ///
  /// Between two calls h and c may be changed: the next position reads what is there. The bits do not depend on how
  /// a window is cut into calls.
  ///
  /// - Parameters:
  ///   - extent: the sizes of the whole window.
  ///   - positions: the positions to run.
  ///   - panels: the packed weights.
  ///   - gates: holds W_ih·x + biases; replaced by the activated gates.
  ///   - hidden: slot `positions.lowerBound` holds the h before; the following slots are filled.
  ///   - cell: laid out like h.
  ///   - cellTanh: [position][lane][hidden], filled with tanh c'.
  public static func forward(
    _ extent: RecurrentExtent, positions: Range<Int>, panels: PanelBuffer, gates: inout [Float],
    hidden: inout [Float], cell: inout [Float], cellTanh: inout [Float]
  ) {
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
    precondition(
      positions.lowerBound >= 0 && positions.upperBound <= extent.positions,
      "positions \(positions) of \(extent.positions)")
    precondition(panels.count >= extent.weightPanels, "the recurrent weights are not packed")
    panels.read { forward(extent, positions, $0, &gates, &hidden, &cell, &cellTanh) }
  }

  private static func forward(
    _ extent: RecurrentExtent, _ positions: Range<Int>, _ panels: UnsafePointer<Float>,
    _ gates: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>,
    _ cell: UnsafeMutablePointer<Float>, _ cellTanh: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in positions {
      let gate = gates + position * 4 * state
      let before = position * state
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        for turn in 0..<4 {
          // Back and forth: a position begins with the weights that the one before ended with, which may be in the cache.
          let kind = position.isMultiple(of: 2) ? turn : 3 - turn
          RecurrentPanels.accumulate(
            extent, gate: kind, units: units, panels, hidden: hidden + before, to: gate + kind * n,
            stride: 4 * n)
        }
        strata_lstm_gates_forward(
          Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count), gate, cell + before,
          cell + before + state, cellTanh + before, hidden + before + state)
      }
    }
  }

  /// Makes h = o·tanh c of one position again, after its c was changed.
  ///
  /// - Parameters:
  ///   - extent: the sizes of the whole window.
  ///   - position: the position.
  ///   - gates: the activated gates.
  ///   - cell: the cell states, slot 0 included.
  ///   - cellTanh: tanh c' is replaced.
  ///   - hidden: h' is replaced.
  public static func remakeHidden(
    _ extent: RecurrentExtent, position: Int, gates: [Float], cell: [Float], cellTanh: inout [Float],
    hidden: inout [Float]
  ) {
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
    precondition((0..<extent.positions).contains(position), "position \(position) of \(extent.positions)")
    remakeHidden(extent, position * extent.state, gates, cell, &cellTanh, &hidden)
  }

  private static func remakeHidden(
    _ extent: RecurrentExtent, _ at: Int, _ gates: UnsafePointer<Float>, _ cell: UnsafePointer<Float>,
    _ cellTanh: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>
  ) {
    strata_lstm_hidden(
      Int32(extent.lanes), Int32(extent.hidden), gates + 4 * at, cell + at + extent.state, cellTanh + at,
      hidden + at + extent.state)
  }

  /// Runs the window backward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - recurrentWeight: W_hh, [4·hidden][hidden].
  ///   - gates: the activated gates of the forward pass; replaced by the gradients of the pre-activations.
  ///   - cell: the cell states of the forward pass, slot 0 included.
  ///   - cellTanh: tanh c' of the forward pass.
  ///   - hiddenGradient: [position][lane][hidden], the gradient of every h' from above; gets that from the next
  ///     position added. Nothing flows in from beyond the window (truncated back-propagation through time).
  ///   - cellGradient: [lane][hidden] scratch.
  ///   - panels: scratch for the packed weights, grown as needed.
  public static func backward(
    _ extent: RecurrentExtent, recurrentWeight: [Float], gates: inout [Float], cell: [Float],
    cellTanh: [Float],
    hiddenGradient: inout [Float], cellGradient: inout [Float], panels: inout PanelBuffer
  ) {
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hiddenGradient.count >= extent.positions * extent.state, "gradient of h too small")
    precondition(cellGradient.count >= extent.state, "gradient of c too small")
    for i in 0..<extent.state { cellGradient[i] = 0 }
    RecurrentPanels.pack(forBackward: extent, recurrentWeight, into: &panels)
    panels.read { backward(extent, $0, &gates, cell, cellTanh, &hiddenGradient, &cellGradient) }
  }

  private static func backward(
    _ extent: RecurrentExtent, _ panels: UnsafePointer<Float>, _ gates: UnsafeMutablePointer<Float>,
    _ cell: UnsafePointer<Float>, _ cellTanh: UnsafePointer<Float>,
    _ hiddenGradient: UnsafeMutablePointer<Float>, _ cellGradient: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in (0..<extent.positions).reversed() {
      let at = position * state
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        if position + 1 < extent.positions {
          RecurrentPanels.accumulateBack(
            extent, gates: 0..<4, units: units, panels, gradient: gates + 4 * (at + state), stride: 4 * n,
            to: hiddenGradient + at)
        }
        strata_lstm_gates_backward(
          Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count), gates + 4 * at,
          cell + at, cellTanh + at, hiddenGradient + at, cellGradient)
      }
    }
  }

  private static func check(_ extent: RecurrentExtent, gates: [Float], cell: [Float], cellTanh: [Float]) {
    let state = extent.state
    precondition(extent.gates == 4, "an LSTM of \(extent.gates) gates")
    precondition(gates.count >= extent.positions * 4 * state, "gates too small")
    precondition(cell.count >= (extent.positions + 1) * state, "cell states too small")
    precondition(cellTanh.count >= extent.positions * state, "tanh c too small")
  }
}
