import Tensors
import Testing

@testable import Networks

/// Streams block by block against the same tokens as one window.
struct StreamTests {
  private struct Collector: ActivationObserver {
    var seen: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {
      seen[site, default: []] += activations
    }
  }

  private struct Refusal: Error {}

  private struct Refuser: ActivationObserver {
    var shown = 0
    mutating func observe(
      _ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int
    ) throws {
      shown += 1
      if shown == 3 { throw Refusal() }
    }
  }

  private static let tokens = (0..<31).map { Int32(RandomKey(seed: 5).integer($0, below: 11)) }

  private static func sites(of layers: Int) -> [Site] {
    (0..<layers).flatMap { layer in [.hidden, .cell, .gates].map { Site($0, layer: layer) } }
  }

  /// Blocks against one window.
  ///
  /// One layer has no pipeline. Of five blocks, two layers fill it for four stages and five for one; the others are
  /// longer than the stream or have blocks of one token. 170 units are cut into ranges for the threads.
  @Test(arguments: [(1, 7, 20), (2, 7, 20), (2, 7, 170), (5, 7, 20), (2, 50, 20), (3, 100, 20), (2, 1, 20)])
  func blocksChangeNoBit(layers: Int, blockLength: Int, hidden: Int) throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(
      tied: false, layers: layers, hidden: hidden, lanes: 1)
    let window = TokenWindow(inputs: Self.tokens, positions: Self.tokens.count, lanes: 1)
    let sites = Self.sites(of: layers)
    var workspace = LanguageModelWorkspace(model.configuration)

    var (state, whole) = (before, Collector())
    try model.observe(window, sites: sites, state: &state, in: &workspace, by: &whole)
    for pipelined in [false, true] {
      var (streamState, parts) = (before, Collector())
      try model.forward(
        Self.tokens, blockLength: blockLength, state: &streamState, in: &workspace, pipelined: pipelined
      ) { layer, extent, workspace in
        for site in sites where site.layer == layer {
          try model.show(site, extent, workspace, to: &parts)
        }
      }
      #expect(parts.seen.count == sites.count && parts.seen == whole.seen)
      #expect(streamState == state)
    }
    var (streamState, parts) = (before, Collector())
    try model.observe(
      stream: Self.tokens, blockLength: blockLength, sites: sites, state: &streamState, in: &workspace,
      by: &parts)
    #expect(parts.seen == whole.seen && streamState == state)

    let targets = Array(Self.tokens.dropFirst()) + [3]
    (state, streamState) = (before, before)
    let expected = model.losses(window, targets: targets, state: &state, in: &workspace)
    let losses = model.losses(
      stream: Self.tokens, targets: targets, blockLength: blockLength, state: &streamState, in: &workspace)
    #expect(losses == expected && streamState == state)
  }

  @Test func anEmptyStreamLeavesTheStateAlone() throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(tied: false, layers: 2, lanes: 1)
    var (state, workspace) = (before, LanguageModelWorkspace(model.configuration))
    let losses = model.losses(stream: [], targets: [], blockLength: 5, state: &state, in: &workspace)
    #expect(losses.isEmpty && state == before)
  }

  @Test func stopsBeforeABlockIsScored() throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(tied: false, layers: 2, lanes: 1)
    var (state, workspace, asked) = (before, LanguageModelWorkspace(model.configuration), 0)
    let losses = model.losses(
      stream: Self.tokens, targets: Self.tokens, blockLength: 5, state: &state, in: &workspace
    ) {
      asked += 1
      return asked == 3
    }
    #expect(losses.count == 10 && asked == 3)
  }

  @Test func whatAnObserverThrowsEndsTheStream() throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(tied: false, layers: 2, lanes: 1)
    var (state, workspace, refuser) = (before, LanguageModelWorkspace(model.configuration), Refuser())
    #expect(throws: Refusal.self) {
      try model.observe(
        stream: Self.tokens, blockLength: 5, sites: Self.sites(of: 2), state: &state, in: &workspace,
        by: &refuser)
    }
    #expect(refuser.shown == 3)
  }
}
