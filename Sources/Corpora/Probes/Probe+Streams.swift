extension Probe {
  /// The convergence probe: one stream of validation text cut into windows, with carried state.
  ///
  /// - Parameters:
  ///   - corpus: The corpus; its validation text is read from its first token on.
  ///   - tokens: The length of the stream. It is cut to whole windows, and to the text where that is shorter.
  ///   - windowLength: The number of positions in a window, by default the window of training.
  /// - Throws: ``CorporaError/tooFewTokens(what:found:needed:remedy:)`` when the text has not one whole window.
  public static func convergence(
    from corpus: TextCorpus, tokens: Int = 10_000, windowLength: Int
  ) throws -> Probe {
    precondition(tokens >= windowLength, "a probe of \(tokens) tokens has no window of \(windowLength)")
    let windows = min(tokens, corpus.valid.count) / windowLength
    guard windows > 0 else {
      throw CorporaError.tooFewTokens(
        what: "the validation text of \(corpus.folder)", found: corpus.valid.count, needed: windowLength,
        remedy: "the probe takes whole windows from it; give a longer text")
    }
    return try Probe(
      name: "convergence", split: .valid, startState: .carried, text: corpus.valid, windows: windows,
      wanted: tokens / windowLength, windowLength: windowLength)
  }

  /// The sequence probe: windows of 20 positions of one contiguous stream, with carried state.
  ///
  /// Every window is one observation of each position: 20 windows for each unit are a fair number. The stream is the
  /// beginning of the validation text where that is long enough, otherwise that of the training text; ``split`` says
  /// which. Where neither is long enough, it is the longer of them in full, and ``windowsWanted`` says what was asked.
  ///
  /// - Parameters:
  ///   - corpus: The corpus.
  ///   - windows: The number of windows.
  ///   - positions: The number of positions in a window.
  /// - Throws: ``CorporaError/tooFewTokens(what:found:needed:remedy:)`` when no text has one whole window.
  public static func sequence(from corpus: TextCorpus, windows: Int, positions: Int = 20) throws -> Probe {
    try stream(
      named: "sequence", startState: .carried, from: corpus, windows: windows, windowLength: positions)
  }

  /// The control of the sequence probe: the same tokens, with a zero state at the beginning of each window.
  public static func sequenceReset(from corpus: TextCorpus, windows: Int, positions: Int = 20) throws -> Probe
  {
    try stream(
      named: "sequence_reset", startState: .reset, from: corpus, windows: windows, windowLength: positions)
  }

  static func stream(
    named name: String, startState: StartState, from corpus: TextCorpus, windows wanted: Int,
    windowLength: Int, recorded: Range<Int>? = nil, replacing replace: (Int, Int32) -> Int32 = { $1 }
  ) throws -> Probe {
    precondition(
      wanted > 0 && windowLength > 0, "\(wanted) windows of \(windowLength) positions are no probe")
    let needed = wanted * windowLength
    let isLongEnough = corpus.valid.count >= needed || corpus.valid.count >= corpus.train.count
    let split: Split = isLongEnough ? .valid : .train
    let text = corpus.tokens(split)
    let windows = min(wanted, text.count / windowLength)
    guard windows > 0 else {
      throw CorporaError.tooFewTokens(
        what: "the longest text of \(corpus.folder)", found: text.count, needed: windowLength,
        remedy: "the probe takes whole windows from it; give a longer text")
    }
    return try Probe(
      name: name, split: split, startState: startState, text: text, windows: windows, wanted: wanted,
      windowLength: windowLength, recorded: recorded, replacing: replace)
  }
}
