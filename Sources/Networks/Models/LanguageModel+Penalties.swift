import Kernels

// What the objective of a training step adds to the loss: Merity, McCann, Socher, "Revisiting activation regularization for
// language RNNs", 2017. The reported loss is without it.

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
}
