import CKernels

/// The recurrent half of a plain recurrent layer over a window of positions: h' = f(W_ih·x + W_hh·h + biases).
///
/// Elman 1990; f is tanh, a rectifier (Le, Jaitly, Hinton 2015) or the identity. All arrays are row-major: pre-activations
/// [position][lane][hidden], h [position + 1][lane][hidden], whose slot 0 is the state before the window. Work is divided as in
/// ``LSTMSequence``.
public enum PlainSequence {
  /// What f is.
  public enum Function: Sendable {
    /// tanh.
    case tanh
    /// max(·, 0).
    case relu
    /// The identity.
    case linear

    fileprivate var kernel: strata_plain_function {
      switch self {
      case .tanh: strata_plain_tanh
      case .relu: strata_plain_relu
      case .linear: strata_plain_linear
      }
    }
  }

  /// Packs the recurrent weights, [hidden][hidden], for some positions at a time.
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
  ///   - function: f.
  ///   - panels: the packed weights.
  ///   - gates: holds W_ih·x + biases; W_hh·h is added.
  ///   - hidden: slot `positions.lowerBound` holds the h before; the following slots are filled.
  public static func forward(
    _ extent: RecurrentExtent, positions: Range<Int>, function: Function, panels: PanelBuffer,
    gates: inout [Float], hidden: inout [Float]
  ) {
    check(extent, gates: gates, hidden: hidden)
    precondition(
      positions.lowerBound >= 0 && positions.upperBound <= extent.positions,
      "positions \(positions) of \(extent.positions)")
    precondition(panels.count >= extent.weightPanels, "the recurrent weights are not packed")
    panels.read { forward(extent, positions, function.kernel, $0, &gates, &hidden) }
  }

  private static func forward(
    _ extent: RecurrentExtent, _ positions: Range<Int>, _ function: strata_plain_function,
    _ panels: UnsafePointer<Float>, _ gates: UnsafeMutablePointer<Float>,
    _ hidden: UnsafeMutablePointer<Float>
  ) {
    let (n, state) = (extent.hidden, extent.state)
    let ranges = extent.unitRanges
    for position in positions {
      let before = position * state
      Threads.parallel(ranges.count) { index in
        let units = ranges[index]
        RecurrentPanels.accumulate(
          extent, gate: 0, units: units, panels, hidden: hidden + before, to: gates + before, stride: n)
        strata_plain_forward(
          function, Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count),
          gates + before, hidden + before + state)
      }
    }
  }

  /// Runs the window backward.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - function: f.
  ///   - recurrentWeight: W_hh, [hidden][hidden].
  ///   - gates: replaced by the gradients of the pre-activations.
  ///   - hidden: the states of the forward pass, slot 0 included.
  ///   - hiddenGradient: [position][lane][hidden], the gradient of every h' from above; gets that from the next
  ///     position added. Nothing flows in from beyond the window (truncated back-propagation through time).
  ///   - panels: scratch for the packed weights, grown as needed.
  public static func backward(
    _ extent: RecurrentExtent, function: Function, recurrentWeight: [Float], gates: inout [Float],
    hidden: [Float], hiddenGradient: inout [Float], panels: inout PanelBuffer
  ) {
    check(extent, gates: gates, hidden: hidden)
    precondition(hiddenGradient.count >= extent.positions * extent.state, "gradient of h too small")
    RecurrentPanels.pack(forBackward: extent, recurrentWeight, into: &panels)
    panels.read { backward(extent, function.kernel, $0, &gates, hidden, &hiddenGradient) }
  }

  private static func backward(
    _ extent: RecurrentExtent, _ function: strata_plain_function, _ panels: UnsafePointer<Float>,
    _ gates: UnsafeMutablePointer<Float>, _ hidden: UnsafePointer<Float>,
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
            extent, gates: 0..<1, units: units, panels, gradient: gates + at + state, stride: n,
            to: hiddenGradient + at)
        }
        strata_plain_backward(
          function, Int32(extent.lanes), Int32(n), Int32(units.lowerBound), Int32(units.count),
          hidden + at + state, hiddenGradient + at, gates + at)
      }
    }
  }

  private static func check(_ extent: RecurrentExtent, gates: [Float], hidden: [Float]) {
    precondition(extent.gates == 1, "a plain layer of \(extent.gates) gates")
    precondition(gates.count >= extent.positions * extent.state, "pre-activations too small")
    precondition(hidden.count >= (extent.positions + 1) * extent.state, "hidden states too small")
  }
}
