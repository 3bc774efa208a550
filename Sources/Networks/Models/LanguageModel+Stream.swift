import Kernels
import Synchronization
import Tensors

extension LanguageModel {
  /// Runs the layers over one stream of tokens with dropout off, block by block, and shows `sites` to the observer; no
  /// logits are made.
  ///
  /// A site is shown all blocks in their order, as windows of one lane; the sites of lower layers are blocks ahead. The
  /// states are those of ``observe(_:sites:state:in:by:)``, bit for bit.
  ///
  /// - Parameters:
  ///   - stream: the tokens.
  ///   - blockLength: how many tokens pass through a layer at once.
  ///   - sites: what is shown.
  ///   - state: the state before the stream, of one lane; replaced by that after it.
  ///   - workspace: the buffers.
  ///   - observer: sees the activations.
  /// - Throws: what the observer throws.
  public func observe(
    stream: [Int32], blockLength: Int, sites: [Site], state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace, by observer: inout some ActivationObserver
  ) throws {
    precondition(sites.allSatisfy { layers.indices.contains($0.layer) }, "a site of no layer")
    try forward(stream, blockLength: blockLength, state: &state, in: &workspace) { layer, extent, workspace in
      for site in sites where site.layer == layer { try show(site, extent, workspace, to: &observer) }
    }
  }

  /// The losses of a stream of tokens, from `state`, with dropout off.
  ///
  /// - Parameters:
  ///   - stream: the tokens read.
  ///   - targets: the token after each.
  ///   - blockLength: how many tokens pass through a layer at once.
  ///   - state: the state before the stream, of one lane; replaced by that after it. After a stop it belongs to no one
  ///     position: each layer is at another block.
  ///   - workspace: the buffers.
  ///   - shouldStop: asked before the losses of each block are made; true ends the stream early.
  /// - Returns: one loss a token in nats; fewer when it was stopped.
  public func losses(
    stream: [Int32], targets: [Int32], blockLength: Int, state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace, shouldStop: () -> Bool = { false }
  ) -> [Double] {
    precondition(stream.count == targets.count, "\(targets.count) targets for \(stream.count) tokens")
    var losses: [Double] = []
    losses.reserveCapacity(stream.count)
    // Nothing but a stop is thrown.
    try? forward(stream, blockLength: blockLength, state: &state, in: &workspace) {
      layer, extent, workspace in
      guard layer == layers.count - 1 else { return }
      guard !shouldStop() else { throw Stopped() }
      losses += SoftmaxDecoder.losses(
        hidden: workspace.output, weight: outputWeight, bias: decoderBias,
        targets: Array(targets[losses.count..<losses.count + extent.positions]), in: &workspace.softmax)
    }
    return losses
  }

  private struct Stopped: Error {}

  /// Runs the layers over a stream as a pipeline: while a layer reads a block, the one below reads the next.
  ///
  /// A single lane has too little work at a position for several threads, so each layer has one. After every layer's
  /// block `body` is called, in the order of blocks for each layer, with that block's sizes and activations.
  ///
  /// - Parameter pipelined: whether layers run side by side. Of more than two threads a layer most would idle: they
  ///   share each layer instead.
  func forward(
    _ stream: [Int32], blockLength: Int, state: inout RecurrentState,
    in workspace: inout LanguageModelWorkspace, pipelined: Bool? = nil,
    _ body: (_ layer: Int, _ extent: RecurrentExtent, _ workspace: inout LanguageModelWorkspace) throws ->
      Void
  ) throws {
    precondition(blockLength > 0, "blocks of \(blockLength) tokens")
    precondition(state.hidden.map(\.count) == configuration.hiddenSizes, "a stream has one lane")
    let blocks = stride(from: 0, to: stream.count, by: blockLength).map {
      $0..<min($0 + blockLength, stream.count)
    }
    guard !blocks.isEmpty else { return }
    workspace.reserve(
      configuration, layers.indices.map { extent(ofLayer: $0, blocks[0], threads: 1) }, forGradients: false)
    let pipelined = pipelined ?? (Threads.count <= 2 * layers.count)
    for stage in 0..<blocks.count + layers.count - 1 {
      let active = layers.indices.filter { blocks.indices.contains(stage - $0) }
      if stage < blocks.count {
        EmbeddingRows.gather(
          Array(stream[blocks[stage]]), from: encoder.elements, width: configuration.embeddingSize,
          into: &workspace.layers[0].input)
      }
      for layer in active { loadState(ofLayer: layer, state, &workspace) }
      let beside = pipelined && active.count > 1
      let extents = active.map {
        extent(ofLayer: $0, blocks[stage - $0], threads: beside ? 1 : Threads.count)
      }
      run(active, extents, beside: beside, &workspace)
      for (layer, extent) in zip(active, extents) {
        passUp(from: layer, extent, &state, &workspace)
        try body(layer, extent, &workspace)
      }
    }
  }

  /// Runs some layers, each over its own block: side by side, or one after the other.
  private func run(
    _ active: [Int], _ extents: [RecurrentExtent], beside: Bool, _ workspace: inout LanguageModelWorkspace
  ) {
    guard beside else {
      for (layer, extent) in zip(active, extents) {
        layers[layer].forward(extent, in: &workspace.layers[layer])
      }
      return
    }
    let slots = zip(active, extents).map { Slot(layers[$0], $1) }
    for (slot, layer) in zip(slots, active) { slot.exchange(&workspace.layers[layer]) }
    Threads.forEach(slots.count) { slots[$0].run() }
    for (slot, layer) in zip(slots, active) { slot.exchange(&workspace.layers[layer]) }
  }

  /// A layer's buffers while a thread works on them.
  private final class Slot: Sendable {
    private let weights: RecurrentWeights
    private let extent: RecurrentExtent
    private let workspace = Mutex(RecurrentWorkspace())

    init(_ weights: RecurrentWeights, _ extent: RecurrentExtent) {
      self.weights = weights
      self.extent = extent
    }

    func exchange(_ other: inout RecurrentWorkspace) { workspace.withLock { swap(&$0, &other) } }

    func run() { workspace.withLock { weights.forward(extent, in: &$0) } }
  }

  private func extent(ofLayer layer: Int, _ block: Range<Int>, threads: Int) -> RecurrentExtent {
    RecurrentExtent(
      positions: block.count, lanes: 1, hidden: configuration.hiddenSizes[layer],
      gates: configuration.cell.gates, threads: threads)
  }
}
