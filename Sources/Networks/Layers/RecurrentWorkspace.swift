import Kernels

/// The buffers of one recurrent layer over a window, kept between steps.
public struct RecurrentWorkspace: Sendable {
  /// What the layer read, after dropout: [position][lane][input].
  var input: [Float] = []
  /// The activated gates, and after the backward pass the gradients of the pre-activations: [position][lane][gates·hidden].
  var gates: [Float] = []
  /// h: [position + 1][lane][hidden]; slot 0 is the state before the window.
  var hidden: [Float] = []
  /// c of an LSTM, laid out like h.
  var cell: [Float] = []
  /// tanh c of an LSTM: [position][lane][hidden].
  var cellTanh: [Float] = []
  /// The recurrent part of n of a GRU, and after the backward pass its gradient: [position][lane][hidden].
  var candidate: [Float] = []
  /// Scratch of the backward pass of an LSTM: [lane][hidden].
  var cellGradient: [Float] = []
  /// The recurrent weights of this step, some of them dropped; not used without such dropout.
  var droppedWeight: [Float] = []
  /// Scratch for the recurrent weights in panels.
  var recurrentPanels = PanelBuffer()
  /// The right factor of the product at hand, in panels.
  var packed = PackedMatrix()

  /// Makes every buffer at least as long as a pass of these sizes needs.
  mutating func reserve(_ extent: RecurrentExtent, cell kind: RecurrentCell, inputSize: Int) {
    let states = extent.positions * extent.state
    input.grow(to: extent.positions * extent.lanes * inputSize)
    gates.grow(to: extent.gates * states)
    hidden.grow(to: states + extent.state)
    switch kind {
    case .lstm:
      cell.grow(to: states + extent.state)
      cellTanh.grow(to: states)
      cellGradient.grow(to: extent.state)
    case .gru: candidate.grow(to: states)
    case .tanh, .relu, .linear: break
    }
  }
}
