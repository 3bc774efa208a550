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

  /// One layer has no pipeline, two have one that is full, five one longer than the stream; the last block is short.
  @Test(arguments: [(1, 7), (2, 7), (5, 7), (2, 50), (3, 100), (2, 1)])
  func blocksChangeNoBit(layers: Int, blockLength: Int) throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(
      tied: false, layers: layers, hidden: 20, lanes: 1)
    let tokens = (0..<31).map { Int32(RandomKey(seed: 5).integer($0, below: 11)) }
    let targets = Array(tokens.dropFirst()) + [3]
    let window = TokenWindow(inputs: tokens, positions: tokens.count, lanes: 1)
    let sites = (0..<layers).flatMap { layer in Site.Kind.allCases.map { Site($0, layer: layer) } }
    var workspace = LanguageModelWorkspace(model.configuration)

    var (state, whole) = (before, Collector())
    try model.observe(window, sites: sites, state: &state, in: &workspace, by: &whole)
    var (streamState, parts) = (before, Collector())
    try model.observe(
      stream: tokens, blockLength: blockLength, sites: sites, state: &streamState, in: &workspace, by: &parts)
    #expect(parts.seen.count == sites.count && parts.seen == whole.seen)
    #expect(streamState == state)

    (state, streamState) = (before, before)
    let expected = model.losses(window, targets: targets, state: &state, in: &workspace)
    let losses = model.losses(
      stream: tokens, targets: targets, blockLength: blockLength, state: &streamState, in: &workspace)
    #expect(losses == expected && streamState == state)
  }

  @Test func anEmptyStreamLeavesTheStateAlone() throws {
    let (model, _, _, before) = try LanguageModelGradientTests.example(tied: false, layers: 2, lanes: 1)
    var (state, workspace) = (before, LanguageModelWorkspace(model.configuration))
    let losses = model.losses(stream: [], targets: [], blockLength: 5, state: &state, in: &workspace)
    #expect(losses.isEmpty && state == before)
  }
}
