import Kernels
public import Tensors

/// A window of tokens: [position][lane], row-major.
public struct TokenWindow: Equatable, Sendable {
  /// The tokens that are read.
  public var inputs: [Int32]
  /// The number of positions.
  public var positions: Int
  /// The number of lanes.
  public var lanes: Int

  /// Creates a window; there must be positions × lanes tokens.
  public init(inputs: [Int32], positions: Int, lanes: Int) {
    precondition(inputs.count == positions * lanes, "\(inputs.count) tokens for \(positions) × \(lanes)")
    self.inputs = inputs
    self.positions = positions
    self.lanes = lanes
  }
}

extension LanguageModel {
  /// The sizes of each layer's pass over a window.
  func extents(of window: TokenWindow) -> [RecurrentExtent] {
    configuration.hiddenSizes.map {
      RecurrentExtent(
        positions: window.positions, lanes: window.lanes, hidden: $0, gates: configuration.cell.gates)
    }
  }

  /// Runs the layers over a window, from `state`, and leaves the state after it there.
  ///
  /// - Parameters:
  ///   - window: the tokens.
  ///   - state: the state before the window; replaced by that after it.
  ///   - dropout: what this step drops; nil for nothing.
  ///   - forGradients: whether a backward pass will follow.
  ///   - precision: the precision of the large products' factors.
  ///   - workspace: the buffers.
  func forward(
    _ window: TokenWindow, state: inout RecurrentState, dropout: TrainingDropout? = nil, forGradients: Bool,
    precision: ProductPrecision = .float32, in workspace: inout LanguageModelWorkspace
  ) {
    let extents = extents(of: window)
    workspace.reserve(configuration, extents, forGradients: forGradients)
    EmbeddingRows.gather(
      window.inputs, from: encoder.elements, width: configuration.embeddingSize,
      into: &workspace.layers[0].input)
    for layer in layers.indices {
      drop(dropout, beforeLayer: layer, window, &workspace.layers[layer].input)
      let dropsWeights = dropWeights(dropout, ofLayer: layer, in: &workspace)
      loadState(ofLayer: layer, state, &workspace)
      layers[layer].forward(
        extents[layer], dropsWeights: dropsWeights, precision: precision, in: &workspace.layers[layer])
      passUp(from: layer, extents[layer], &state, &workspace)
    }
    drop(dropout, beforeLayer: layers.count, window, &workspace.output)
  }

  /// Puts the state before a window into a layer's slots 0.
  func loadState(ofLayer layer: Int, _ state: RecurrentState, _ workspace: inout LanguageModelWorkspace) {
    copy(state.hidden[layer], to: &workspace.layers[layer].hidden)
    if configuration.cell.hasCellState { copy(state.cell[layer], to: &workspace.layers[layer].cell) }
  }

  /// Takes the state after a layer's window to `state`, and its hidden states to the input of the layer above or to
  /// the output.
  func passUp(
    from layer: Int, _ extent: RecurrentExtent, _ state: inout RecurrentState,
    _ workspace: inout LanguageModelWorkspace
  ) {
    let count = extent.positions * extent.state
    copy(workspace.layers[layer].hidden, from: count, count: extent.state, to: &state.hidden[layer])
    if configuration.cell.hasCellState {
      copy(workspace.layers[layer].cell, from: count, count: extent.state, to: &state.cell[layer])
    }
    if layer + 1 < layers.count {
      copy(
        workspace.layers[layer].hidden, from: extent.state, count: count,
        to: &workspace.layers[layer + 1].input)
    } else {
      copy(workspace.layers[layer].hidden, from: extent.state, count: count, to: &workspace.output)
    }
  }

  /// The losses of a window, from `state`, with dropout off.
  ///
  /// - Parameters:
  ///   - window: the tokens read.
  ///   - targets: the token after each, [position][lane].
  ///   - state: the state before the window; replaced by that after it.
  ///   - workspace: the buffers.
  /// - Returns: one loss a token in nats, [position][lane].
  func losses(
    _ window: TokenWindow, targets: [Int32], state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace
  ) -> [Double] {
    forward(window, state: &state, forGradients: false, in: &workspace)
    return SoftmaxDecoder.losses(
      hidden: workspace.output, weight: outputWeight, bias: decoderBias, targets: targets,
      in: &workspace.softmax)
  }

  /// Runs the layers over a window with dropout off and shows `sites` to the observer; no logits are made.
  ///
  /// - Throws: what the observer throws.
  public func observe(
    _ window: TokenWindow, sites: [Site], state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace,
    by observer: inout some ActivationObserver
  ) throws {
    forward(window, state: &state, forGradients: false, in: &workspace)
    let extents = extents(of: window)
    for site in sites { try show(site, extents[site.layer], workspace, to: &observer) }
  }

  /// Shows one site of the last forward pass.
  func show(
    _ site: Site, _ extent: RecurrentExtent, _ workspace: LanguageModelWorkspace,
    to observer: inout some ActivationObserver
  ) throws {
    let layer = workspace.layers[site.layer]
    let count = extent.positions * extent.state
    let activations =
      switch site.kind {
      case .hidden: layer.hidden[extent.state..<extent.state + count]
      case .cell: layer.cell[extent.state..<extent.state + count]
      case .gates: layer.gates[0..<extent.gates * count]
      case .convolution, .block, .pool, .dense, .logits:
        preconditionFailure("a recurrent layer has no site \(site)")
      }
    try observer.observe(site, activations, positions: extent.positions, lanes: extent.lanes)
  }

  /// The loss of a training window and its gradient by truncated back-propagation through time.
  ///
  /// - Parameters:
  ///   - window: the tokens read.
  ///   - targets: the token after each, [position][lane].
  ///   - lossScale: the objective is lossScale · Σ losses; 1/(positions·lanes) makes it the mean.
  ///   - state: the state before the window; replaced by that after it. No gradient flows into it.
  ///   - dropoutKey: the key of this step's masks; nil switches dropout off.
  ///   - precision: the precision of the large products' factors.
  ///   - gradient: replaced by the gradient of the objective.
  ///   - workspace: the buffers.
  /// - Returns: the sum of the losses, in nats.
  public func lossAndGradient(
    _ window: TokenWindow, targets: [Int32], lossScale: Float, state: inout RecurrentState,
    dropoutKey: RandomKey?, precision: FactorPrecision = .float32,
    gradient: inout LanguageModelGradient, in workspace: inout LanguageModelWorkspace
  ) -> Double {
    lossAndGradient(
      window, targets: targets, lossScale: lossScale, state: &state,
      dropout: dropoutKey.flatMap { dropout(lanes: window.lanes, key: $0) }, precision: precision,
      gradient: &gradient, in: &workspace)
  }

  /// The same with what is dropped already drawn.
  func lossAndGradient(
    _ window: TokenWindow, targets: [Int32], lossScale: Float, state: inout RecurrentState,
    dropout: TrainingDropout?, precision: FactorPrecision = .float32,
    gradient: inout LanguageModelGradient, in workspace: inout LanguageModelWorkspace
  ) -> Double {
    precondition(!window.inputs.isEmpty, "an empty window has no gradient")
    gradient.prepare(reading: window.inputs)
    let products = precision.products
    forward(
      window, state: &state, dropout: dropout, forGradients: true, precision: products, in: &workspace)
    let losses = decode(
      targets: targets, scale: lossScale, precision: products, gradient: &gradient.model, in: &workspace)
    let extents = extents(of: window)
    let objective = lossScale * Float(window.inputs.count)
    penalizeOutput(extents, objective: objective, in: &workspace)
    drop(dropout, beforeLayer: layers.count, window, &workspace.hiddenGradient)
    penalizeChange(extents, objective: objective, in: &workspace)
    for layer in layers.indices.reversed() {
      penalizeConcentration(ofLayer: layer, extents[layer], objective: objective, in: &workspace)
      let mask = dropout?.weightMask(ofLayer: layer)
      layers[layer].backward(
        extents[layer], dropsWeights: mask != nil, precision: products, in: &workspace.layers[layer],
        hiddenGradient: &workspace.hiddenGradient, inputGradient: &workspace.inputGradient,
        gradient: &gradient.model.layers[layer])
      if let mask { Elementwise.multiply(&gradient.model.layers[layer].recurrentWeight.elements, by: mask) }
      drop(dropout, beforeLayer: layer, window, &workspace.inputGradient)
      swap(&workspace.hiddenGradient, &workspace.inputGradient)
    }
    EmbeddingRows.scatterAdd(
      workspace.hiddenGradient, tokens: window.inputs, width: configuration.embeddingSize,
      into: &gradient.model.encoder.elements)
    return losses.reduce(0, +)
  }

  private func decode(
    targets: [Int32], scale: Float, precision: ProductPrecision, gradient: inout LanguageModel,
    in workspace: inout LanguageModelWorkspace
  ) -> [Double] {
    if var weightGradient = gradient.decoderWeight {
      gradient.decoderWeight = nil  // so that the tensor changes in place
      defer { gradient.decoderWeight = weightGradient }
      return SoftmaxDecoder.lossesAndGradients(
        hidden: workspace.output, weight: outputWeight, bias: decoderBias, targets: targets,
        gradientScale: scale, precision: precision, hiddenGradient: &workspace.hiddenGradient,
        weightGradient: &weightGradient,
        biasGradient: &gradient.decoderBias, in: &workspace.softmax)
    }
    return SoftmaxDecoder.lossesAndGradients(
      hidden: workspace.output, weight: outputWeight, bias: decoderBias, targets: targets,
      gradientScale: scale, precision: precision, hiddenGradient: &workspace.hiddenGradient,
      weightGradient: &gradient.encoder,
      biasGradient: &gradient.decoderBias, in: &workspace.softmax)
  }

  /// Copies `count` numbers, or all of them, to the beginning of an array that is long enough.
  func copy(_ source: [Float], from first: Int = 0, count: Int? = nil, to target: inout [Float]) {
    let count = count ?? source.count
    var span = target.mutableSpan
    let values = source.span
    for i in 0..<count { span[i] = values[first + i] }
  }
}
