public import Networks

/// Scores a text under many sets of interventions on a language model's states.
///
/// The text is cut into contiguous streams that run side by side, each from a zero state carried to its end: N tokens
/// give N − 1 targets, whatever the number of lanes. More lanes are faster; each costs the context of its first words.
/// Scores depend on the number of lanes but not on the length of the windows, and draws are made for each lane and
/// position of its stream.
public struct LanguageModelScores: Sendable {
  /// How a model did on the text.
  public struct Score: Codable, Equatable, Sendable {
    /// The number of targets.
    public let count: Int
    /// The mean loss, in nats a token.
    public let meanLoss: Double
    /// The fraction of targets whose logit was the greatest; of several equal ones the first word has it.
    public let accuracy: Double

    private enum CodingKeys: String, CodingKey {
      case count
      case meanLoss = "mean_loss"
      case accuracy
    }

    /// Creates a score.
    public init(count: Int, meanLoss: Double, accuracy: Double) {
      self.count = count
      self.meanLoss = meanLoss
      self.accuracy = accuracy
    }
  }

  /// The streams.
  public let streams: TokenStreams

  /// How many sets run at once.
  ///
  /// Their states are held, and what they share is computed once for all of them; more would gain little and stop late.
  static let setsAtOnce = 16

  /// Cuts a text for scoring.
  ///
  /// - Parameters:
  ///   - text: at least two tokens.
  ///   - lanes: the number of streams, of which there are at most as many as targets.
  ///   - windowLength: how many positions run at once; memory grows with lanes × windowLength.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  public init(text: [Int32], lanes: Int = 32, windowLength: Int = 32) throws(TrainingError) {
    streams = try TokenStreams(text, lanes: lanes, windowLength: windowLength)
  }

  /// The scores of a model under each of several sets of interventions.
  ///
  /// - Parameters:
  ///   - model: the model; dropout is off.
  ///   - sets: the sets; the empty set scores the model as it is.
  ///   - shouldStop: asked before each window of each group of sets; true ends the scoring.
  /// - Returns: one score a set, which no other set changes; nil when it was stopped.
  /// - Throws: ``NetworksError`` for an intervention that cannot be made on this model.
  public func scores(
    of model: LanguageModel, underEach sets: [[Intervention]], shouldStop: () -> Bool = { false }
  ) throws(NetworksError) -> [Score]? {
    for set in sets { try model.validate(set) }
    var workspace = LanguageModelWorkspace(model.configuration)
    var result: [Score] = []
    result.reserveCapacity(sets.count)
    for start in stride(from: 0, to: sets.count, by: Self.setsAtOnce) {
      let group = Array(sets[start..<min(start + Self.setsAtOnce, sets.count)])
      guard let scores = score(group, of: model, in: &workspace, shouldStop) else { return nil }
      result += scores
    }
    return result
  }

  private func score(
    _ sets: [[Intervention]], of model: LanguageModel, in workspace: inout LanguageModelWorkspace,
    _ shouldStop: () -> Bool
  ) -> [Score]? {
    var states = sets.map { _ in RecurrentState(model.configuration, lanes: streams.lanes) }
    var totals = [(loss: Double, correct: Int)](repeating: (0, 0), count: sets.count)
    for part in streams.parts {
      guard !shouldStop() else { return nil }
      let piece = streams[part]
      for set in states.indices { states[set].keep(lanes: part.lanes, of: model.configuration) }
      let results = model.losses(
        piece.window, targets: piece.targets, underEach: sets, states: &states, firstLane: 0,
        position: part.positions.lowerBound, in: &workspace)
      for (set, result) in results.enumerated() {
        // One sum from the first token to the last: windows do not show.
        for loss in result.losses { totals[set].loss += loss }
        totals[set].correct += result.correct.count { $0 }
      }
    }
    let count = streams.targetCount
    return totals.map {
      Score(count: count, meanLoss: $0.loss / Double(count), accuracy: Double($0.correct) / Double(count))
    }
  }
}
