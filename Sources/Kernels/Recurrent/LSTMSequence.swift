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
    _ extent: LSTMExtent, recurrentWeight: [Float], gates: inout [Float], hidden: inout [Float],
    cell: inout [Float], cellTanh: inout [Float], panels: inout PanelBuffer
  ) {
    pack(extent, recurrentWeight: recurrentWeight, into: &panels)
    forward(
      extent, positions: 0..<extent.positions, panels: panels, gates: &gates, hidden: &hidden, cell: &cell,
      cellTanh: &cellTanh)
  }

  /// Packs the recurrent weights, [4·hidden][hidden], for some positions at a time.
  public static func pack(_ extent: LSTMExtent, recurrentWeight: [Float], into panels: inout PanelBuffer) {
    check(extent, recurrentWeight: recurrentWeight)
    panels.grow(to: extent.forwardPanels)
    panels.write { pack(forForward: extent, recurrentWeight, $0) }
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
    _ extent: LSTMExtent, positions: Range<Int>, panels: PanelBuffer, gates: inout [Float],
    hidden: inout [Float], cell: inout [Float], cellTanh: inout [Float]
  ) {
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
    precondition(
      positions.lowerBound >= 0 && positions.upperBound <= extent.positions,
      "positions \(positions) of \(extent.positions)")
    precondition(panels.count >= extent.forwardPanels, "the recurrent weights are not packed")
    panels.read { forward(extent, positions, $0, &gates, &hidden, &cell, &cellTanh) }
  }

  private static func forward(
    _ extent: LSTMExtent, _ positions: Range<Int>, _ panels: UnsafePointer<Float>,
    _ gates: UnsafeMutablePointer<Float>, _ hidden: UnsafeMutablePointer<Float>,
    _ cell: UnsafeMutablePointer<Float>, _ cellTanh: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in positions {
      let gate = gates + position * 4 * state
      let before = position * state
      let factor = FactorLayout.rows(leading: n).factor(hidden + before)
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        for turn in 0..<4 {
          // Back and forth: a position begins with the weights that the one before ended with, which may be in the cache.
          let kind = position.isMultiple(of: 2) ? turn : 3 - turn
          PackedProduct.multiply(
            rows: extent.lanes, columns: units.count, depth: n, factor,
            panels + (kind * extent.unitPanels * PackedProduct.panelWidth + units.lowerBound) * n,
            panelStride: PackedProduct.panelWidth * n,
            strata_target(
              start: gate + kind * n + units.lowerBound, row_stride: 4 * n,
              panel_stride: PackedProduct.panelWidth),
            accumulate: true)
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
    _ extent: LSTMExtent, position: Int, gates: [Float], cell: [Float], cellTanh: inout [Float],
    hidden: inout [Float]
  ) {
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
    precondition((0..<extent.positions).contains(position), "position \(position) of \(extent.positions)")
    remakeHidden(extent, position * extent.state, gates, cell, &cellTanh, &hidden)
  }

  private static func remakeHidden(
    _ extent: LSTMExtent, _ at: Int, _ gates: UnsafePointer<Float>, _ cell: UnsafePointer<Float>,
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
    _ extent: LSTMExtent, recurrentWeight: [Float], gates: inout [Float], cell: [Float], cellTanh: [Float],
    hiddenGradient: inout [Float], cellGradient: inout [Float], panels: inout PanelBuffer
  ) {
    check(extent, recurrentWeight: recurrentWeight)
    check(extent, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hiddenGradient.count >= extent.positions * extent.state, "gradient of h too small")
    precondition(cellGradient.count >= extent.state, "gradient of c too small")
    for i in 0..<extent.state { cellGradient[i] = 0 }
    panels.grow(to: 4 * extent.unitPanels * PackedProduct.panelWidth * extent.hidden)
    panels.write {
      pack(forBackward: extent, recurrentWeight, $0)
      backward(extent, $0, &gates, cell, cellTanh, &hiddenGradient, &cellGradient)
    }
  }

  private static func backward(
    _ extent: LSTMExtent, _ panels: UnsafePointer<Float>, _ gates: UnsafeMutablePointer<Float>,
    _ cell: UnsafePointer<Float>, _ cellTanh: UnsafePointer<Float>,
    _ hiddenGradient: UnsafeMutablePointer<Float>, _ cellGradient: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in (0..<extent.positions).reversed() {
      let at = position * state
      let factor = FactorLayout.rows(leading: 4 * n).factor(gates + 4 * (at + state))
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        if position + 1 < extent.positions {
          PackedProduct.multiply(
            rows: extent.lanes, columns: units.count, depth: 4 * n, factor, panels + units.lowerBound * 4 * n,
            panelStride: PackedProduct.panelWidth * 4 * n,
            strata_target(
              start: hiddenGradient + at + units.lowerBound, row_stride: n,
              panel_stride: PackedProduct.panelWidth),
            accumulate: true)
        }
        strata_lstm_gates_backward(
          Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count), gates + 4 * at,
          cell + at, cellTanh + at, hiddenGradient + at, cellGradient)
      }
    }
  }

  private static func check(_ extent: LSTMExtent, recurrentWeight: [Float]) {
    let n = extent.hidden
    precondition(
      recurrentWeight.count == 4 * n * n, "W_hh has \(recurrentWeight.count) elements for \(n) units")
  }

  private static func check(_ extent: LSTMExtent, gates: [Float], cell: [Float], cellTanh: [Float]) {
    let state = extent.state
    precondition(gates.count >= extent.positions * 4 * state, "gates too small")
    precondition(cell.count >= (extent.positions + 1) * state, "cell states too small")
    precondition(cellTanh.count >= extent.positions * state, "tanh c too small")
  }

  /// Packs W_hhᵀ gate by gate: [gate][unit / 16][hidden][16].
  private static func pack(
    forForward extent: LSTMExtent, _ weight: UnsafePointer<Float>, _ panels: UnsafeMutablePointer<Float>
  ) {
    let n = extent.hidden
    for gate in 0..<4 {
      PackedMatrix.pack(
        n, n, weight, gate * n * n, rowStride: 1, columnStride: n,
        panels + gate * extent.unitPanels * PackedProduct.panelWidth * n)
    }
  }

  /// Packs W_hh: [unit / 16][4·hidden][16].
  private static func pack(
    forBackward extent: LSTMExtent, _ weight: UnsafePointer<Float>, _ panels: UnsafeMutablePointer<Float>
  ) {
    PackedMatrix.pack(
      4 * extent.hidden, extent.hidden, weight, 0, rowStride: extent.hidden, columnStride: 1, panels)
  }
}
