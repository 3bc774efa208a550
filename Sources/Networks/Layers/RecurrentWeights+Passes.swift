import Kernels
import Tensors

extension RecurrentWeights {
  /// Runs the layer over a window.
  ///
  /// Reads `workspace.input` [position][lane][input] and slot 0 of `workspace.hidden` and `workspace.cell`; fills the
  /// rest. The input half of all gates is one product.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - drops: whether the recurrent weights of this step are those in `workspace.droppedWeight`.
  ///   - precision: the precision of the large product's factors.
  ///   - workspace: the buffers.
  func forward(
    _ extent: RecurrentExtent, dropsWeights drops: Bool = false, precision: ProductPrecision = .float32,
    in workspace: inout RecurrentWorkspace
  ) {
    makeInputGates(extent, precision: precision, in: &workspace)
    recur(extent, dropsWeights: drops, in: &workspace)
  }

  /// Makes the input half of all gates of a window, W_ih·x and the biases, from `workspace.input`.
  ///
  /// Of a GRU the recurrent bias of n stands in the recurrent part of n.
  func makeInputGates(
    _ extent: RecurrentExtent, precision: ProductPrecision = .float32, in workspace: inout RecurrentWorkspace
  ) {
    let rows = extent.positions * extent.lanes
    let width = extent.gates * extent.hidden
    let both = cell == .gru ? 2 * extent.hidden : width
    fill(&workspace.gates, rows: rows, bothBelow: both)
    beginCandidates(extent, in: &workspace)
    workspace.packed.pack(
      transposed: inputWeight.elements, depth: inputSize, columns: width, leading: inputSize)
    PackedProduct.multiply(
      rows: rows, a: workspace.input, lda: inputSize, b: workspace.packed, accumulate: true,
      c: &workspace.gates, ldc: width, precision: precision)
  }

  /// Runs the recurrent half of the layer over a window whose input gates are made.
  func recur(_ extent: RecurrentExtent, dropsWeights: Bool = false, in workspace: inout RecurrentWorkspace) {
    packRecurrent(extent, dropsWeights: dropsWeights, in: &workspace)
    recur(extent, positions: 0..<extent.positions, in: &workspace)
  }

  /// Packs the recurrent weights for ``recur(_:positions:in:)``.
  func packRecurrent(
    _ extent: RecurrentExtent, dropsWeights: Bool = false, in workspace: inout RecurrentWorkspace
  ) {
    let weight = dropsWeights ? workspace.droppedWeight : recurrentWeight.elements
    switch cell {
    case .lstm: LSTMSequence.pack(extent, recurrentWeight: weight, into: &workspace.recurrentPanels)
    case .gru: GRUSequence.pack(extent, recurrentWeight: weight, into: &workspace.recurrentPanels)
    case .tanh, .relu, .linear:
      PlainSequence.pack(extent, recurrentWeight: weight, into: &workspace.recurrentPanels)
    }
  }

  /// Runs the recurrent half over some positions, with weights that ``packRecurrent(_:dropsWeights:in:)`` packed.
  func recur(_ extent: RecurrentExtent, positions: Range<Int>, in workspace: inout RecurrentWorkspace) {
    switch cell {
    case .lstm:
      LSTMSequence.forward(
        extent, positions: positions, panels: workspace.recurrentPanels, gates: &workspace.gates,
        hidden: &workspace.hidden, cell: &workspace.cell, cellTanh: &workspace.cellTanh)
    case .gru:
      GRUSequence.forward(
        extent, positions: positions, panels: workspace.recurrentPanels, gates: &workspace.gates,
        candidate: &workspace.candidate, hidden: &workspace.hidden)
    case .tanh, .relu, .linear:
      guard let function = cell.plain else { return }
      PlainSequence.forward(
        extent, positions: positions, function: function, panels: workspace.recurrentPanels,
        gates: &workspace.gates, hidden: &workspace.hidden)
    }
  }

  /// Sets `rows` rows of gates to the sum of the two biases, from column `both` on to the input's alone.
  private func fill(_ gates: inout [Float], rows: Int, bothBelow both: Int) {
    let input = inputBias.elements.span
    let recurrent = recurrentBias.elements.span
    var output = gates.mutableSpan
    for row in 0..<rows {
      for j in 0..<both { output[row * input.count + j] = input[j] + recurrent[j] }
      for j in both..<input.count { output[row * input.count + j] = input[j] }
    }
  }

  /// Sets the recurrent part of n of a GRU to its bias, from where every pass begins; of other cells there is none.
  func beginCandidates(_ extent: RecurrentExtent, in workspace: inout RecurrentWorkspace) {
    guard cell == .gru else { return }
    let bias = recurrentBias.elements.span
    var output = workspace.candidate.mutableSpan
    for row in 0..<extent.positions * extent.lanes {
      for j in 0..<hiddenSize { output[row * hiddenSize + j] = bias[2 * hiddenSize + j] }
    }
  }
}
