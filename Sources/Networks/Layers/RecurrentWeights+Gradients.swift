import Kernels
import Tensors

extension RecurrentWeights {
  /// Runs the layer backward over the window of the last forward pass.
  ///
  /// - Parameters:
  ///   - extent: the sizes of the forward pass.
  ///   - drops: whether the recurrent weights of this step were those in `workspace.droppedWeight`; their gradient is then
  ///     that of the weights as they were used.
  ///   - precision: the precision of the large products' factors.
  ///   - workspace: its buffers; the gates become gradients of the pre-activations.
  ///   - hiddenGradient: [position][lane][hidden], the gradient from above; changed.
  ///   - inputGradient: [position][lane][input], filled with the gradient of the input.
  ///   - gradient: replaced by the gradients of the parameters.
  func backward(
    _ extent: RecurrentExtent, dropsWeights drops: Bool = false, precision: ProductPrecision,
    in workspace: inout RecurrentWorkspace, hiddenGradient: inout [Float], inputGradient: inout [Float],
    gradient: inout RecurrentWeights
  ) {
    recurBack(extent, dropsWeights: drops, in: &workspace, hiddenGradient: &hiddenGradient)
    let rows = extent.positions * extent.lanes
    let width = extent.gates * extent.hidden
    workspace.packed.pack(workspace.input, depth: rows, columns: inputSize, leading: inputSize)
    PackedProduct.multiply(
      transposeA: true, rows: width, a: workspace.gates, lda: width, b: workspace.packed,
      c: &gradient.inputWeight.elements, ldc: inputSize, precision: precision)
    makeRecurrentGradients(extent, precision: precision, in: &workspace, gradient: &gradient)
    workspace.packed.pack(inputWeight.elements, depth: width, columns: inputSize, leading: inputSize)
    PackedProduct.multiply(
      rows: rows, a: workspace.gates, lda: width, b: workspace.packed, c: &inputGradient, ldc: inputSize,
      precision: precision)
  }

  /// Makes the gradients of the pre-activations, from the last position to the first.
  private func recurBack(
    _ extent: RecurrentExtent, dropsWeights: Bool, in workspace: inout RecurrentWorkspace,
    hiddenGradient: inout [Float]
  ) {
    let weight = dropsWeights ? workspace.droppedWeight : recurrentWeight.elements
    switch cell {
    case .lstm:
      LSTMSequence.backward(
        extent, recurrentWeight: weight, gates: &workspace.gates, cell: workspace.cell,
        cellTanh: workspace.cellTanh, hiddenGradient: &hiddenGradient, cellGradient: &workspace.cellGradient,
        panels: &workspace.recurrentPanels)
    case .gru:
      GRUSequence.backward(
        extent, recurrentWeight: weight, gates: &workspace.gates, candidate: &workspace.candidate,
        hidden: workspace.hidden, hiddenGradient: &hiddenGradient, panels: &workspace.recurrentPanels)
    case .tanh, .relu, .linear:
      guard let function = cell.plain else { return }
      PlainSequence.backward(
        extent, function: function, recurrentWeight: weight, gates: &workspace.gates,
        hidden: workspace.hidden, hiddenGradient: &hiddenGradient, panels: &workspace.recurrentPanels)
    }
  }

  /// The gradients of the recurrent weights and of both biases.
  private func makeRecurrentGradients(
    _ extent: RecurrentExtent, precision: ProductPrecision, in workspace: inout RecurrentWorkspace,
    gradient: inout RecurrentWeights
  ) {
    let rows = extent.positions * extent.lanes
    let (units, width) = (extent.hidden, extent.gates * extent.hidden)
    workspace.packed.pack(workspace.hidden, depth: rows, columns: units, leading: units)
    Sums.columns(of: workspace.gates, rows: rows, columns: width, into: &gradient.inputBias.elements)
    // Of a GRU the recurrent half of n has a gradient of its own.
    let same = cell == .gru ? 2 * units : width
    PackedProduct.multiply(
      transposeA: true, rows: same, a: workspace.gates, lda: width, b: workspace.packed,
      c: &gradient.recurrentWeight.elements, ldc: units, precision: precision)
    // Both biases are added to the same sums; copied into place, so that nothing is allocated.
    for i in 0..<same { gradient.recurrentBias.elements[i] = gradient.inputBias.elements[i] }
    guard cell == .gru else { return }
    var (weight, bias) = (
      [Float](repeating: 0, count: units * units), [Float](repeating: 0, count: units)
    )
    PackedProduct.multiply(
      transposeA: true, rows: units, a: workspace.candidate, lda: units, b: workspace.packed, c: &weight,
      ldc: units, precision: precision)
    Sums.columns(of: workspace.candidate, rows: rows, columns: units, into: &bias)
    gradient.recurrentWeight.elements.replaceSubrange(same * units..<width * units, with: weight)
    gradient.recurrentBias.elements.replaceSubrange(same..<width, with: bias)
  }
}
