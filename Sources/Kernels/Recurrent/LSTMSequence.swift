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
    check(extent, recurrentWeight: recurrentWeight, gates: gates, cell: cell, cellTanh: cellTanh)
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
    panels.grow(to: 4 * extent.unitPanels * PackedProduct.panelWidth * extent.hidden)
    panels.write {
      pack(forForward: extent, recurrentWeight, $0)
      forward(extent, $0, &gates, &hidden, &cell, &cellTanh)
    }
  }

  private static func forward(
    _ extent: LSTMExtent, _ panels: UnsafePointer<Float>, _ gates: UnsafeMutablePointer<Float>,
    _ hidden: UnsafeMutablePointer<Float>, _ cell: UnsafeMutablePointer<Float>,
    _ cellTanh: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in 0..<extent.positions {
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
    check(extent, recurrentWeight: recurrentWeight, gates: gates, cell: cell, cellTanh: cellTanh)
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

  private static func check(
    _ extent: LSTMExtent, recurrentWeight: [Float], gates: [Float], cell: [Float], cellTanh: [Float]
  ) {
    let (n, state) = (extent.hidden, extent.state)
    precondition(
      recurrentWeight.count == 4 * n * n, "W_hh has \(recurrentWeight.count) elements for \(n) units")
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
