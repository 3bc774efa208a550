import Kernels

// What the objective of a training step adds to the loss: Merity, McCann, Socher, "Revisiting activation regularization for
// language RNNs", 2017, and an experimental one. The reported loss is without it.

extension LanguageModel {
  /// Adds the gradient of α · mean(output²) to that of the output, which is after dropout.
  ///
  /// - Parameters:
  ///   - extents: the sizes of the layers' passes.
  ///   - objective: what the mean loss of the window counts in the objective.
  ///   - workspace: holds the output and its gradient.
  func penalizeOutput(
    _ extents: [RecurrentExtent], objective: Float, in workspace: inout LanguageModelWorkspace
  ) {
    guard let top = extents.last, let penalty = configuration.regularization?.activationPenalty, penalty > 0
    else { return }
    let count = top.positions * top.state
    let scale = objective * 2 * Float(penalty) / Float(count)
    Elementwise.add(workspace.output, scaledBy: scale, in: 0..<count, to: &workspace.hiddenGradient)
  }

  /// Adds the gradient of β · mean((hₜ − hₜ₋₁)²) over the window to that of the top layer's states, before dropout.
  ///
  /// A window of one position has no differences.
  func penalizeChange(
    _ extents: [RecurrentExtent], objective: Float, in workspace: inout LanguageModelWorkspace
  ) {
    guard let top = extents.last, let penalty = configuration.regularization?.temporalPenalty, penalty > 0,
      top.positions > 1
    else { return }
    let scale = objective * 2 * Float(penalty) / Float((top.positions - 1) * top.state)
    Self.addChange(
      of: workspace.layers[layers.count - 1].hidden, top, scale: scale, to: &workspace.hiddenGradient)
  }

  /// Adds ± scale · (hₜ − hₜ₋₁) to the gradients of both.
  private static func addChange(
    of states: [Float], _ extent: RecurrentExtent, scale: Float, to gradient: inout [Float]
  ) {
    let states = states.span
    var gradient = gradient.mutableSpan
    for i in extent.state..<extent.positions * extent.state {
      // Slot 0 is the state before the window.
      let change = scale * (states[extent.state + i] - states[i])
      gradient[i] += change
      gradient[i - extent.state] -= change
    }
  }

  /// Adds the gradient of γ · tr(C²) / tr(C)² to that of a layer's states, C their covariance over the window.
  ///
  /// With centred states X, N rows, s = tr(C²) and t = tr(C): (4/N) (X·C / t² − X·s / t³). States that do not vary have none.
  func penalizeConcentration(
    ofLayer layer: Int, _ extent: RecurrentExtent, objective: Float,
    in workspace: inout LanguageModelWorkspace
  ) {
    guard let penalty = configuration.regularization?.concentrationPenalty, penalty > 0 else { return }
    let (rows, units) = (extent.positions * extent.lanes, extent.hidden)
    let states = Self.centred(workspace.layers[layer].hidden, from: extent.state, rows: rows, units: units)
    var (covariance, along) = (
      [Float](repeating: 0, count: units * units), [Float](repeating: 0, count: rows * units)
    )
    var packed = PackedMatrix()
    packed.pack(states, depth: rows, columns: units, leading: units)
    PackedProduct.multiply(
      transposeA: true, rows: units, a: states, lda: units, b: packed, c: &covariance, ldc: units)
    Elementwise.scale(&covariance, by: 1 / Float(rows))
    let trace = (0..<units).reduce(0.0) { $0 + Double(covariance[$1 * units + $1]) }
    let squares = Sums.ofSquares(covariance, in: 0..<covariance.count)
    guard trace > 0, squares.isFinite else { return }
    packed.pack(covariance, depth: units, columns: units, leading: units)
    PackedProduct.multiply(rows: rows, a: states, lda: units, b: packed, c: &along, ldc: units)
    let scale = Double(objective) * penalty * 4 / Double(rows)
    Elementwise.add(
      along, scaledBy: Float(scale / (trace * trace)), in: 0..<rows * units, to: &workspace.hiddenGradient)
    Elementwise.add(
      states, scaledBy: Float(-scale * squares / (trace * trace * trace)), in: 0..<rows * units,
      to: &workspace.hiddenGradient)
  }

  /// Rows of states less their mean.
  private static func centred(_ states: [Float], from start: Int, rows: Int, units: Int) -> [Float] {
    var mean = [Double](repeating: 0, count: units)
    for row in 0..<rows {
      for unit in 0..<units { mean[unit] += Double(states[start + row * units + unit]) }
    }
    for unit in 0..<units { mean[unit] /= Double(rows) }
    var result = Array(states[start..<start + rows * units])
    for row in 0..<rows {
      for unit in 0..<units { result[row * units + unit] -= Float(mean[unit]) }
    }
    return result
  }
}
