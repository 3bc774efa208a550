import Kernels
import Tensors

extension LanguageModel {
  /// Checks that interventions can be made on this model.
  ///
  /// - Throws: ``NetworksError/unknownSite(name:known:)`` for a site that the model does not have,
  ///   ``NetworksError/configuration(key:value:allowed:)`` for gates, which h and c are made of before they could be
  ///   changed, and for sizes that do not fit.
  public func validate(_ interventions: [Intervention]) throws(NetworksError) {
    let sites = configuration.stateSites
    for intervention in interventions {
      let site = intervention.site
      guard site.kind != .gates else {
        throw .configuration(
          key: "the site of an intervention", value: site.name,
          allowed: "a hidden or a cell state, such as h_l0"
        )
      }
      guard sites.contains(site) else { throw .unknownSite(name: site.name, known: sites.map(\.name)) }
      try intervention.validate(units: configuration.units(of: site))
    }
  }

  /// Losses of a window under each of several sets of interventions, with everything below the first changed layer
  /// computed once.
  ///
  /// Right after h (or c) of a position is made, every intervention on it is applied, and everything that follows sees
  /// the changed values: the next position, the layers above, the softmax. After a change of c, h = o·tanh c is made
  /// again. The state before the window is not changed. Each set's numbers are those that it has alone, bit for bit; the
  /// empty set's are those of the model as it is.
  ///
  /// - Parameters:
  ///   - window: the tokens read.
  ///   - targets: the token after each, [position][lane].
  ///   - sets: the sets; ``validate(_:)`` must hold for each.
  ///   - states: for each set the state before the window, replaced by that after it. Below their first changed layers the
  ///     states must be equal, as they are when all began equal.
  ///   - firstLane: the number of the first lane among all; draws depend on it.
  ///   - position: the number of the first position in its stream; draws depend on it.
  ///   - workspace: the buffers.
  /// - Returns: for each set the losses in nats and whether each target is the arg max of the logits, [position][lane].
  public func losses(
    _ window: TokenWindow, targets: [Int32], underEach sets: [[Intervention]],
    states: inout [RecurrentState], firstLane: Int, position: Int,
    in workspace: inout LanguageModelWorkspace
  ) -> [(losses: [Double], correct: [Bool])] {
    precondition(states.count == sets.count, "\(states.count) states for \(sets.count) sets")
    precondition(targets.count == window.inputs.count, "\(targets.count) targets for \(window.inputs.count)")
    let plans = sets.map { plan($0) }
    let firsts = plans.map { plan in plan.firstIndex { !$0.isEmpty } ?? layers.count }
    checkShared(states, firsts, lanes: window.lanes)
    let extents = begin(window, &workspace)
    let place = Intervention.Place(firstSample: firstLane, position: position)
    var results = [(losses: [Double], correct: [Bool])](repeating: ([], []), count: sets.count)
    for layer in layers.indices {
      let here = sets.indices.filter { firsts[$0] == layer }
      let above = sets.indices.filter { firsts[$0] > layer }
      let passes = here.count + min(1, above.count)
      guard passes > 0 else { break }
      let extent = extents[layer]
      layers[layer].makeInputGates(extent, in: &workspace.layers[layer])
      if passes > 1 { keepInputGates(ofLayer: layer, extent, &workspace) }
      for set in here {
        if passes > 1 { loadInputGates(ofLayer: layer, extent, &workspace) }
        run(from: layer, extents, under: plans[set], at: place, &states[set], &workspace)
        results[set] = answers(targets, &workspace)
      }
      guard !above.isEmpty else { continue }
      if passes > 1 { loadInputGates(ofLayer: layer, extent, &workspace) }
      runShared(layer, extent, by: above, &states, &workspace)
    }
    let unchanged = sets.indices.filter { firsts[$0] == layers.count }
    if let first = unchanged.first {
      results[first] = answers(targets, &workspace)
      for set in unchanged.dropFirst() { results[set] = results[first] }
    }
    return results
  }

  /// Runs the layers over a window under interventions, with dropout off, and shows `sites`, as they are after the changes,
  /// to the observer; no logits are made.
  ///
  /// - Parameters:
  ///   - window: the tokens read.
  ///   - sites: what is shown; gates too.
  ///   - interventions: as in ``losses(_:targets:underEach:states:firstLane:position:in:)``.
  ///   - state: the state before the window; replaced by that after it.
  ///   - firstLane: the number of the first lane among all; draws depend on it.
  ///   - position: the number of the first position in its stream; draws depend on it.
  ///   - workspace: the buffers.
  ///   - observer: sees the activations.
  /// - Throws: what ``validate(_:)`` and the observer throw.
  public func observe(
    _ window: TokenWindow, sites: [Site], under interventions: [Intervention], state: inout RecurrentState,
    firstLane: Int, position: Int, in workspace: inout LanguageModelWorkspace,
    by observer: inout some ActivationObserver
  ) throws {
    try validate(interventions)
    precondition(sites.allSatisfy { layers.indices.contains($0.layer) }, "a site of no layer")
    let plan = plan(interventions)
    checkShared([state], [layers.count], lanes: window.lanes)
    let extents = begin(window, &workspace)
    layers[0].makeInputGates(extents[0], in: &workspace.layers[0])
    run(
      from: 0, extents, under: plan, at: Intervention.Place(firstSample: firstLane, position: position),
      &state, &workspace)
    for site in sites { try show(site, extents[site.layer], workspace, to: &observer) }
  }

  /// The interventions on each layer; traps where there is no such site.
  private func plan(_ interventions: [Intervention]) -> [LayerInterventions] {
    let plan = layers.indices.map { LayerInterventions(interventions, layer: $0) }
    let found = plan.reduce(0) { $0 + $1.cell.count + $1.hidden.count }
    precondition(
      found == interventions.count, "\(interventions.count - found) interventions at sites that cannot change"
    )
    return plan
  }

  /// Traps unless all states have these lanes and agree below the first changed layers.
  ///
  /// States that were carried together share their memory there, which the comparison sees at once.
  private func checkShared(_ states: [RecurrentState], _ firsts: [Int], lanes: Int) {
    for layer in layers.indices {
      let sharing = states.indices.filter { firsts[$0] > layer }
      for set in states.indices {
        let count = states[set].hidden[layer].count
        precondition(
          count == lanes * configuration.hiddenSizes[layer], "a state of \(count) numbers for \(lanes) lanes")
      }
      guard let first = sharing.first else { continue }
      for set in sharing.dropFirst() {
        precondition(
          states[set].hidden[layer] == states[first].hidden[layer]
            && states[set].cell[layer] == states[first].cell[layer],
          "sets \(first) and \(set) share layer \(layer), but their states differ")
      }
    }
  }

  /// Makes room for a window and fetches its embeddings.
  private func begin(_ window: TokenWindow, _ workspace: inout LanguageModelWorkspace) -> [RecurrentExtent] {
    let extents = extents(of: window)
    workspace.reserve(configuration, extents, forGradients: false)
    EmbeddingRows.gather(
      window.inputs, from: encoder.elements, width: configuration.embeddingSize,
      into: &workspace.layers[0].input)
    return extents
  }

  /// Keeps the input gates of a layer for several passes: each pass replaces them.
  private func keepInputGates(
    ofLayer layer: Int, _ extent: RecurrentExtent, _ workspace: inout LanguageModelWorkspace
  ) {
    let count = extent.positions * extent.gates * extent.state
    workspace.inputGates.grow(to: count)
    copy(workspace.layers[layer].gates, count: count, to: &workspace.inputGates)
  }

  /// Puts the kept input gates back.
  private func loadInputGates(
    ofLayer layer: Int, _ extent: RecurrentExtent, _ workspace: inout LanguageModelWorkspace
  ) {
    copy(
      workspace.inputGates, count: extent.positions * extent.gates * extent.state,
      to: &workspace.layers[layer].gates)
    layers[layer].beginCandidates(extent, in: &workspace.layers[layer])
  }

  /// Runs a layer as it is, for several sets at once.
  private func runShared(
    _ layer: Int, _ extent: RecurrentExtent, by sets: [Int], _ states: inout [RecurrentState],
    _ workspace: inout LanguageModelWorkspace
  ) {
    let first = sets[0]
    loadState(ofLayer: layer, states[first], &workspace)
    layers[layer].recur(extent, in: &workspace.layers[layer])
    passUp(from: layer, extent, &states[first], &workspace)
    for set in sets.dropFirst() {
      states[set].hidden[layer] = states[first].hidden[layer]
      states[set].cell[layer] = states[first].cell[layer]
    }
  }

  /// Runs the layers from `first` up, whose input gates are made.
  private func run(
    from first: Int, _ extents: [RecurrentExtent], under plan: [LayerInterventions],
    at place: Intervention.Place,
    _ state: inout RecurrentState, _ workspace: inout LanguageModelWorkspace
  ) {
    for layer in first..<layers.count {
      let extent = extents[layer]
      if layer > first { layers[layer].makeInputGates(extent, in: &workspace.layers[layer]) }
      loadState(ofLayer: layer, state, &workspace)
      layers[layer].recur(extent, under: plan[layer], at: place, in: &workspace.layers[layer])
      passUp(from: layer, extent, &state, &workspace)
    }
  }

  /// The losses of the window whose top hidden states are made, and which targets have the greatest logit.
  private func answers(
    _ targets: [Int32], _ workspace: inout LanguageModelWorkspace
  ) -> (losses: [Double], correct: [Bool]) {
    SoftmaxDecoder.lossesAndAnswers(
      hidden: workspace.output, weight: outputWeight, bias: decoderBias, targets: targets,
      in: &workspace.softmax)
  }
}
