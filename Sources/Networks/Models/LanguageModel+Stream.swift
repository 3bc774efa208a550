import Kernels
import Synchronization
import Tensors

extension LanguageModel {
  /// Runs the layers over one stream of tokens with dropout off, block by block, and shows `sites` to the observer; no
  /// logits are made.
  ///
  /// Every site sees all blocks in their order, as windows of one lane. The states are those of ``observe(_:sites:state:in:by:)``,
  /// bit for bit.
  ///
  /// - Parameters:
  ///   - stream: the tokens.
  ///   - blockLength: how many tokens pass through a layer at once.
  ///   - sites: what is shown.
  ///   - state: the state before the stream; replaced by that after it.
  ///   - workspace: the buffers.
  ///   - observer: sees the activations.
  /// - Throws: what the observer throws.
  public func observe(
    stream: [Int32], blockLength: Int, sites: [Site], state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace, by observer: inout some ActivationObserver
  ) throws {
    try forward(stream, blockLength: blockLength, state: &state, in: &workspace) { layer, block, workspace in
      for site in sites where site.layer == layer {
        try show(site, extent(block), workspace, to: &observer)
      }
    }
  }

  /// The losses of a stream of tokens, from `state`, with dropout off.
  ///
  /// - Parameters:
  ///   - stream: the tokens read.
  ///   - targets: the token after each.
  ///   - blockLength: how many tokens pass through a layer at once.
  ///   - state: the state before the stream; replaced by that after it.
  ///   - workspace: the buffers.
  ///   - shouldStop: asked before the losses of each block; true ends the stream early.
  /// - Returns: one loss a token in nats; fewer when it was stopped.
  public func losses(
    stream: [Int32], targets: [Int32], blockLength: Int, state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace, shouldStop: () -> Bool = { false }
  ) -> [Double] {
    precondition(stream.count == targets.count, "\(targets.count) targets for \(stream.count) tokens")
    var losses: [Double] = []
    losses.reserveCapacity(stream.count)
    // Whoever stops has no use for the state, which is then somewhere between two blocks.
    try? forward(stream, blockLength: blockLength, state: &state, in: &workspace) { layer, block, workspace in
      guard layer == layers.count - 1 else { return }
      guard !shouldStop() else { throw Stopped() }
      losses += SoftmaxDecoder.losses(
        hidden: workspace.output, weight: outputWeight, bias: decoderBias, targets: Array(targets[block]),
        in: &workspace.softmax)
    }
    return losses
  }

  private struct Stopped: Error {}

  /// Runs the layers over a stream as a pipeline: while a layer reads a block, the one below reads the next.
  ///
  /// A single lane has too little work at a position for several threads, so each layer has one. After every layer's
  /// block `body` is called, in the order of blocks for each layer, with that block's activations in the workspace.
  private func forward<Failure: Error>(
    _ stream: [Int32], blockLength: Int, state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace,
    _ body: (_ layer: Int, _ block: Range<Int>, _ workspace: inout LanguageModelWorkspace) throws(Failure) ->
      Void
  ) throws(Failure) {
    precondition(blockLength > 0, "blocks of \(blockLength) tokens")
    let blocks = stride(from: 0, to: stream.count, by: blockLength).map {
      $0..<min($0 + blockLength, stream.count)
    }
    guard !blocks.isEmpty else { return }
    workspace.reserve(configuration, extent(blocks[0]), forGradients: false)
    for stage in 0..<blocks.count + layers.count - 1 {
      let active = layers.indices.filter { blocks.indices.contains(stage - $0) }
      if active[0] == 0 {
        EmbeddingRows.gather(
          Array(stream[blocks[stage]]), from: encoder.elements, width: configuration.embeddingSize,
          into: &workspace.layers[0].input)
      }
      for layer in active { begin(layer, state, &workspace) }
      run(active, { extent(blocks[stage - $0]) }, &workspace)
      for layer in active {
        let block = blocks[stage - layer]
        handOn(layer, extent(block), &state, &workspace)
        try body(layer, block, &workspace)
      }
    }
  }

  /// Runs some layers, each over its own block.
  private func run(
    _ active: [Int], _ extent: (_ layer: Int) -> LSTMExtent, _ workspace: inout LanguageModelWorkspace
  ) {
    // Of many threads most would idle: they share each layer instead.
    guard active.count > 1, Threads.count <= 2 * layers.count else {
      for layer in active { layers[layer].forward(extent(layer), in: &workspace.layers[layer]) }
      return
    }
    let slots = active.map { Slot(layers[$0], extent($0)) }
    for (slot, layer) in zip(slots, active) { slot.exchange(&workspace.layers[layer]) }
    Threads.parallel(slots.count) { slots[$0].run() }
    for (slot, layer) in zip(slots, active) { slot.exchange(&workspace.layers[layer]) }
  }

  /// A layer's buffers while a thread works on them.
  private final class Slot: Sendable {
    private let weights: LSTMWeights
    private let extent: LSTMExtent
    private let workspace = Mutex(LSTMWorkspace())

    init(_ weights: LSTMWeights, _ extent: LSTMExtent) {
      self.weights = weights
      self.extent = extent
    }

    func exchange(_ other: inout LSTMWorkspace) { workspace.withLock { swap(&$0, &other) } }

    func run() { workspace.withLock { weights.forward(extent, in: &$0) } }
  }

  private func extent(_ block: Range<Int>) -> LSTMExtent {
    LSTMExtent(positions: block.count, lanes: 1, hidden: configuration.hiddenSize)
  }
}
