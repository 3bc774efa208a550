import CKernels

/// The recurrent half of a GRU layer over a window of positions: everything that one position passes to the next.
///
/// r, z = σ(·), n = tanh(W_in·x + b_in + r∘(W_hn·h + b_hn)), h' = (1 − z)∘n + z∘h: PyTorch's GRU, after Cho et al. 2014 with
/// the reset gate after the product. Gates stand in the order r z n. All arrays are row-major: gates
/// [position][lane][3·hidden], the recurrent part of n [position][lane][hidden], h [position + 1][lane][hidden], whose slot 0
/// is the state before the window. Work is divided as in ``LSTMSequence``.
public enum GRUSequence {
  /// Packs the recurrent weights, [3·hidden][hidden], for some positions at a time.
  public static func pack(
    _ extent: RecurrentExtent, recurrentWeight: [Float], into panels: inout PanelBuffer
  ) {
    RecurrentPanels.pack(forForward: extent, recurrentWeight, into: &panels)
  }

  /// Runs some positions of the window forward, with weights that ``pack(_:recurrentWeight:into:)`` packed.
  ///
  /// Between two calls h may be changed: the next position reads what is there. The bits do not depend on how a window is
  /// cut into calls.
  ///
  /// - Parameters:
  ///   - extent: the sizes of the whole window.
  ///   - positions: the positions to run.
  ///   - panels: the packed weights.
  ///   - gates: holds W_ih·x + b_ih, and b_hh of r and z; replaced by the activated gates.
  ///   - candidate: holds b_hn; replaced by W_hn·h + b_hn.
  ///   - hidden: slot `positions.lowerBound` holds the h before; the following slots are filled.
  public static func forward(
    _ extent: RecurrentExtent, positions: Range<Int>, panels: PanelBuffer, gates: inout [Float],
    candidate: inout [Float], hidden: inout [Float]
  ) {
    check(extent, gates: gates, candidate: candidate, hidden: hidden)
    precondition(
      positions.lowerBound >= 0 && positions.upperBound <= extent.positions,
      "positions \(positions) of \(extent.positions)")
    precondition(panels.count >= extent.weightPanels, "the recurrent weights are not packed")
    panels.read { forward(extent, positions, $0, &gates, &candidate, &hidden) }
  }

  private static func forward(
    _ extent: RecurrentExtent, _ positions: Range<Int>, _ panels: UnsafePointer<Float>,
    _ gates: UnsafeMutablePointer<Float>, _ candidate: UnsafeMutablePointer<Float>,
    _ hidden: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in positions {
      let before = position * state
      let gate = gates + 3 * before
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        for kind in 0..<2 {
          RecurrentPanels.accumulate(
            extent, gate: kind, units: units, panels, hidden: hidden + before, to: gate + kind * n,
            stride: 3 * n)
        }
        RecurrentPanels.accumulate(
          extent, gate: 2, units: units, panels, hidden: hidden + before, to: candidate + before, stride: n)
        strata_gru_gates_forward(
          Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count), gate,
          candidate + before, hidden + before, hidden + before + state)
      }
    }
  }

  /// Runs the window backward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - recurrentWeight: W_hh, [3·hidden][hidden].
  ///   - gates: the activated gates of the forward pass; replaced by the gradients of the pre-activations.
  ///   - candidate: the recurrent part of n; replaced by its gradient.
  ///   - hidden: the states of the forward pass, slot 0 included.
  ///   - hiddenGradient: [position][lane][hidden], the gradient of every h' from above; gets that from the next
  ///     position added. Nothing flows in from beyond the window (truncated back-propagation through time).
  ///   - panels: scratch for the packed weights, grown as needed.
  public static func backward(
    _ extent: RecurrentExtent, recurrentWeight: [Float], gates: inout [Float], candidate: inout [Float],
    hidden: [Float], hiddenGradient: inout [Float], panels: inout PanelBuffer
  ) {
    check(extent, gates: gates, candidate: candidate, hidden: hidden)
    precondition(hiddenGradient.count >= extent.positions * extent.state, "gradient of h too small")
    RecurrentPanels.pack(forBackward: extent, recurrentWeight, into: &panels)
    panels.read { backward(extent, $0, &gates, &candidate, hidden, &hiddenGradient) }
  }

  private static func backward(
    _ extent: RecurrentExtent, _ panels: UnsafePointer<Float>, _ gates: UnsafeMutablePointer<Float>,
    _ candidate: UnsafeMutablePointer<Float>, _ hidden: UnsafePointer<Float>,
    _ hiddenGradient: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in (0..<extent.positions).reversed() {
      let at = position * state
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        if position + 1 < extent.positions {
          RecurrentPanels.accumulateBack(
            extent, gates: 0..<2, units: units, panels, gradient: gates + 3 * (at + state), stride: 3 * n,
            to: hiddenGradient + at)
          RecurrentPanels.accumulateBack(
            extent, gates: 2..<3, units: units, panels, gradient: candidate + at + state, stride: n,
            to: hiddenGradient + at)
        }
        strata_gru_gates_backward(
          Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count), gates + 3 * at,
          candidate + at, hidden + at, hiddenGradient + at, position > 0 ? hiddenGradient + at - state : nil)
      }
    }
  }

  private static func check(
    _ extent: RecurrentExtent, gates: [Float], candidate: [Float], hidden: [Float]
  ) {
    let state = extent.state
    precondition(extent.gates == 3, "a GRU of \(extent.gates) gates")
    precondition(gates.count >= extent.positions * 3 * state, "gates too small")
    precondition(candidate.count >= extent.positions * state, "recurrent part of n too small")
    precondition(hidden.count >= (extent.positions + 1) * state, "hidden states too small")
  }
}
