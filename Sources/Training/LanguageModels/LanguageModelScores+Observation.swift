public import Networks
public import Tensors

extension LanguageModelScores {
  /// Runs a model over the streams and shows sites of it, part after part, in the order of ``TokenStreams/parts``.
  ///
  /// - Parameters:
  ///   - model: the model; dropout is off.
  ///   - sites: what is shown.
  ///   - observer: sees the activations, [position][lane][unit] of each part.
  ///   - shouldStop: asked before each part; true ends the pass.
  /// - Returns: whether the pass came to its end.
  /// - Throws: what the observer throws.
  public func observe(
    _ model: LanguageModel, sites: [Site], by observer: inout some ActivationObserver,
    shouldStop: () -> Bool = { false }
  ) throws -> Bool {
    var workspace = LanguageModelWorkspace(model.configuration)
    var state = RecurrentState(model.configuration, lanes: streams.lanes)
    for part in streams.parts {
      guard !shouldStop() else { return false }
      state.keep(lanes: part.lanes, of: model.configuration)
      try model.observe(
        streams[part].window, sites: sites, under: [], state: &state, firstLane: 0,
        position: part.positions.lowerBound, in: &workspace, by: &observer)
    }
    return true
  }

  /// The mean and standard deviation of every unit of some sites over the text: what units are clamped to, and the scale
  /// of noise.
  ///
  /// - Parameters:
  ///   - model: the model; dropout is off.
  ///   - sites: hidden states, cell states or gates.
  ///   - directions: directions × units of the sites whose activity along directions counts, not that of units.
  ///   - shouldStop: asked before each part; true ends the pass.
  /// - Returns: the statistics; nil when it was stopped.
  public func statistics(
    of model: LanguageModel, sites: [Site], along directions: [Site: Matrix<Float>] = [:],
    shouldStop: () -> Bool = { false }
  ) throws -> UnitStatistics? {
    var statistics = UnitStatistics(along: directions)
    return try observe(model, sites: sites, by: &statistics, shouldStop: shouldStop) ? statistics : nil
  }
}
