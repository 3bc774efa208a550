import Kernels
import Tensors

/// The buffers of one LSTM layer over a window, kept between steps so that nothing is allocated in training.
public struct LSTMWorkspace: Sendable {
  /// What the layer read, after dropout: [position][lane][input].
  var input: [Float] = []
  /// The activated gates, and after the backward pass the gradients of the pre-activations: [position][lane][4·hidden].
  var gates: [Float] = []
  /// h: [position + 1][lane][hidden]; slot 0 is the state before the window.
  var hidden: [Float] = []
  /// c, laid out like h.
  var cell: [Float] = []
  /// tanh c: [position][lane][hidden].
  var cellTanh: [Float] = []
  /// Scratch of the backward pass: [lane][hidden].
  var cellGradient: [Float] = []
  /// Scratch for the recurrent weights in panels.
  var recurrentPanels = PanelBuffer()
  /// The right factor of the product at hand, in panels.
  var packed = PackedMatrix()

  /// Makes every buffer at least as long as a pass of these sizes needs.
  mutating func reserve(_ extent: LSTMExtent, inputSize: Int) {
    input.grow(to: extent.positions * extent.lanes * inputSize)
    gates.grow(to: extent.positions * 4 * extent.state)
    hidden.grow(to: (extent.positions + 1) * extent.state)
    cell.grow(to: (extent.positions + 1) * extent.state)
    cellTanh.grow(to: extent.positions * extent.state)
    cellGradient.grow(to: extent.state)
  }
}

extension LSTMWeights {
  /// Runs the layer over a window.
  ///
  /// Reads `workspace.input` [position][lane][input] and slot 0 of `workspace.hidden` and `workspace.cell`; fills the
  /// rest. The input half of all gates is one product.
  func forward(
    _ extent: LSTMExtent, precision: ProductPrecision = .float32, in workspace: inout LSTMWorkspace
  ) {
    makeInputGates(extent, precision: precision, in: &workspace)
    recur(extent, in: &workspace)
  }

  /// Makes the input half of all gates of a window, W_ih·x and both biases, from `workspace.input`.
  func makeInputGates(
    _ extent: LSTMExtent, precision: ProductPrecision = .float32, in workspace: inout LSTMWorkspace
  ) {
    let rows = extent.positions * extent.lanes
    let width = 4 * extent.hidden
    fill(&workspace.gates, rows: rows)
    workspace.packed.pack(
      transposed: inputWeight.elements, depth: inputSize, columns: width, leading: inputSize)
    PackedProduct.multiply(
      rows: rows, a: workspace.input, lda: inputSize, b: workspace.packed, accumulate: true,
      c: &workspace.gates, ldc: width, precision: precision)
  }

  /// Runs the recurrent half of the layer over a window whose input gates are made.
  func recur(_ extent: LSTMExtent, in workspace: inout LSTMWorkspace) {
    LSTMSequence.forward(
      extent, recurrentWeight: recurrentWeight.elements, gates: &workspace.gates, hidden: &workspace.hidden,
      cell: &workspace.cell, cellTanh: &workspace.cellTanh, panels: &workspace.recurrentPanels)
  }

  /// Sets `rows` rows of gates to the sum of the two biases.
  private func fill(_ gates: inout [Float], rows: Int) {
    let input = inputBias.elements.span
    let recurrent = recurrentBias.elements.span
    var output = gates.mutableSpan
    for row in 0..<rows {
      for j in input.indices { output[row * input.count + j] = input[j] + recurrent[j] }
    }
  }

  /// Runs the layer backward over the window of the last forward pass.
  ///
  /// - Parameters:
  ///   - extent: the sizes of the forward pass.
  ///   - precision: the precision of the large products' factors.
  ///   - workspace: its buffers; the gates become gradients of the pre-activations.
  ///   - hiddenGradient: [position][lane][hidden], the gradient from above; changed.
  ///   - inputGradient: [position][lane][input], filled with the gradient of the input.
  ///   - gradient: replaced by the gradients of the parameters.
  func backward(
    _ extent: LSTMExtent, precision: ProductPrecision, in workspace: inout LSTMWorkspace,
    hiddenGradient: inout [Float], inputGradient: inout [Float], gradient: inout LSTMWeights
  ) {
    let rows = extent.positions * extent.lanes
    let width = 4 * extent.hidden
    LSTMSequence.backward(
      extent, recurrentWeight: recurrentWeight.elements, gates: &workspace.gates, cell: workspace.cell,
      cellTanh: workspace.cellTanh, hiddenGradient: &hiddenGradient, cellGradient: &workspace.cellGradient,
      panels: &workspace.recurrentPanels)
    workspace.packed.pack(workspace.input, depth: rows, columns: inputSize, leading: inputSize)
    PackedProduct.multiply(
      transposeA: true, rows: width, a: workspace.gates, lda: width, b: workspace.packed,
      c: &gradient.inputWeight.elements, ldc: inputSize, precision: precision)
    workspace.packed.pack(workspace.hidden, depth: rows, columns: extent.hidden, leading: extent.hidden)
    PackedProduct.multiply(
      transposeA: true, rows: width, a: workspace.gates, lda: width, b: workspace.packed,
      c: &gradient.recurrentWeight.elements, ldc: extent.hidden, precision: precision)
    Sums.columns(of: workspace.gates, rows: rows, columns: width, into: &gradient.inputBias.elements)
    // Both biases are added to the same sums; copied into place, so that nothing is allocated.
    for i in 0..<width { gradient.recurrentBias.elements[i] = gradient.inputBias.elements[i] }
    workspace.packed.pack(inputWeight.elements, depth: width, columns: inputSize, leading: inputSize)
    PackedProduct.multiply(
      rows: rows, a: workspace.gates, lda: width, b: workspace.packed, c: &inputGradient, ldc: inputSize,
      precision: precision)
  }
}
