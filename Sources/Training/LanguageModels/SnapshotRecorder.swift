import Corpora
public import Networks
public import Storage

/// Runs a network over a probe with dropout off and hands its states to a writer.
///
/// The states come from the ordinary forward pass; no logits are made.
public struct SnapshotRecorder: Sendable {
  /// How many tokens of a stream pass through a layer at once.
  private static let tokensPerBlock = 1000
  /// How many windows that begin at a zero state run side by side.
  private static let lanesPerBlock = 128

  /// The store's writer.
  private let writer: StateStoreWriter

  /// Creates a recorder in front of a writer.
  public init(writer: StateStoreWriter) { self.writer = writer }

  /// Records one probe and commits it; the writer works on in the background.
  ///
  /// - Parameters:
  ///   - item: the probe and its sites.
  ///   - model: the network.
  ///   - step: the step to file the snapshot under.
  /// - Throws: a storage error.
  public func record(_ item: Recording.Item, of model: LanguageModel, step: Int) throws {
    try writer.begin(probe: item.probe.name, step: step)
    switch item.probe.startState {
    case .carried: try recordStream(item, model)
    case .reset: try recordWindows(item, model)
    }
    try writer.commit()
  }

  /// One stream whose state is carried from window to window.
  private func recordStream(_ item: Recording.Item, _ model: LanguageModel) throws {
    let (probe, length) = (item.probe, item.probe.windowLength)
    var workspace = LanguageModelWorkspace(model.configuration)
    var state = RecurrentState(model.configuration, lanes: 1)
    var forwarder = Forwarder(
      writer: writer, windowLength: length, recorded: probe.recorded, windowStride: length, positionStride: 1)
    try model.observe(
      stream: probe.inputs, blockLength: max(1, Self.tokensPerBlock / length) * length, sites: item.sites,
      state: &state, in: &workspace, by: &forwarder)
  }

  /// Windows that each begin at a zero state, side by side as lanes.
  private func recordWindows(_ item: Recording.Item, _ model: LanguageModel) throws {
    let (probe, length) = (item.probe, item.probe.windowLength)
    var workspace = LanguageModelWorkspace(model.configuration)
    for first in stride(from: 0, to: probe.windows, by: Self.lanesPerBlock) {
      let lanes = min(Self.lanesPerBlock, probe.windows - first)
      var tokens: [Int32] = []
      tokens.reserveCapacity(lanes * length)
      for position in 0..<length {
        for lane in 0..<lanes { tokens.append(probe.inputs[(first + lane) * length + position]) }
      }
      var state = RecurrentState(model.configuration, lanes: lanes)
      var forwarder = Forwarder(
        writer: writer, windowLength: length, recorded: probe.recorded, windowStride: 1, positionStride: lanes
      )
      try model.observe(
        TokenWindow(inputs: tokens, positions: length, lanes: lanes), sites: item.sites, state: &state,
        in: &workspace, by: &forwarder)
    }
  }

  /// Passes the recorded positions on to the writer as [window][position][unit].
  private struct Forwarder: ActivationObserver {
    let writer: StateStoreWriter
    /// The positions of a window that the network reads.
    let windowLength: Int
    /// The positions of a window that are kept.
    let recorded: Range<Int>
    /// How many rows of the activations lie between two windows.
    let windowStride: Int
    /// How many rows lie between two positions of a window.
    let positionStride: Int

    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) throws {
      let units = activations.count / (positions * lanes)
      let windows = positions * lanes / windowLength
      var kept: [Float] = []
      kept.reserveCapacity(windows * recorded.count * units)
      for window in 0..<windows {
        for position in recorded {
          let row = window * windowStride + position * positionStride
          let start = activations.startIndex + row * units
          kept.append(contentsOf: activations[start..<start + units])
        }
      }
      try writer.append(site: site.name, windows: kept)
    }
  }
}
