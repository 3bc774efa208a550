import Kernels
import Tensors

/// The interventions on one recurrent layer; those of each site act in their order.
struct LayerInterventions {
  /// What changes c; h is made of the changed c.
  let cell: [Intervention]
  /// What changes h, after that.
  let hidden: [Intervention]

  /// Picks those on layer `layer`.
  init(_ interventions: [Intervention], layer: Int) {
    cell = interventions.filter { $0.site == Site(.cell, layer: layer) }
    hidden = interventions.filter { $0.site == Site(.hidden, layer: layer) }
  }

  /// Whether the layer runs as it is.
  var isEmpty: Bool { cell.isEmpty && hidden.isEmpty }
}

extension RecurrentWeights {
  /// Runs the recurrent half of the layer over a window whose input gates are made, changing each position's c and h
  /// before the next position reads them.
  ///
  /// - Parameters:
  ///   - extent: the sizes.
  ///   - changes: what is changed; without any this is the ordinary pass, bit for bit.
  ///   - place: where the window's first position and lane stand.
  ///   - workspace: the buffers.
  func recur(
    _ extent: RecurrentExtent, under changes: LayerInterventions, at place: Intervention.Place,
    in workspace: inout RecurrentWorkspace
  ) {
    guard !changes.isEmpty else { return recur(extent, in: &workspace) }
    packRecurrent(extent, in: &workspace)
    for position in 0..<extent.positions {
      recur(extent, positions: position..<position + 1, in: &workspace)
      let start = (position + 1) * extent.state
      var here = place
      here.position += position
      for change in changes.cell { change.apply(to: &workspace.cell, from: start, extent, at: here) }
      if !changes.cell.isEmpty {
        LSTMSequence.remakeHidden(
          extent, position: position, gates: workspace.gates, cell: workspace.cell,
          cellTanh: &workspace.cellTanh, hidden: &workspace.hidden)
      }
      for change in changes.hidden { change.apply(to: &workspace.hidden, from: start, extent, at: here) }
    }
  }
}

extension Intervention {
  /// Changes the states of one position.
  fileprivate func apply(
    to states: inout [Float], from start: Int, _ extent: RecurrentExtent, at place: Place
  ) {
    apply(to: &states, from: start, samples: extent.lanes, rows: 1, units: extent.hidden, at: place)
  }
}
