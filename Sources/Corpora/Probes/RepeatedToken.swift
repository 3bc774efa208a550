/// Where a sequence begins to repeat one token, in the probes of repeated input.
///
/// After Morcos et al. (2018), appendix: from a fraction of each sequence on, the input is one repeated
/// token for 20 steps; the states at those 20 positions are kept. The sources leave open which token it is,
/// how long a sequence is, and what the state is at its beginning. Here the token is the most frequent one
/// of the training text that does not end a line (the one of smallest id among equals; of characters mostly
/// the space), a sequence has 120 positions, so that 20 steps follow the latest start, and begins with a
/// zero state, so that no repeat reaches into the next sequence. What follows the 20 steps is read as it
/// stands, and not kept. Without a repeat, the 20 positions from 48 % on are kept.
public enum RepeatedToken: String, CaseIterable, Codable, Sendable {
  /// No token is replaced.
  case none = "repeat_none"
  /// From 1 % of the sequence on.
  case after01 = "repeat_01"
  /// From 8 % of the sequence on.
  case after08 = "repeat_08"
  /// From 24 % of the sequence on.
  case after24 = "repeat_24"
  /// From 48 % of the sequence on.
  case after48 = "repeat_48"
  /// From 81 % of the sequence on.
  case after81 = "repeat_81"

  /// The number of positions in a sequence.
  public static let sequenceLength = 120
  /// The number of positions at which the token is repeated.
  public static let steps = 20

  /// The first of the recorded positions: the fraction of the sequence, rounded down.
  public var start: Int {
    let percent =
      switch self {
      case .none, .after48: 48
      case .after01: 1
      case .after08: 8
      case .after24: 24
      case .after81: 81
      }
    return RepeatedToken.sequenceLength * percent / 100
  }

  /// The token that is repeated: the most frequent of the training text that does not end a line.
  public static func token(of corpus: TextCorpus) -> Int32 {
    var counts = [Int](repeating: 0, count: corpus.vocabulary.count)
    for id in corpus.train { counts[Int(id)] += 1 }
    if let end = corpus.vocabulary.lineEnd { counts[Int(end)] = 0 }
    return Int32(counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 })
  }
}

extension Probe {
  /// A probe of repeated input; the name is that of `start`.
  ///
  /// - Parameters:
  ///   - start: Where the repeat begins.
  ///   - corpus: The corpus.
  ///   - windows: The number of sequences. They come from the validation text where that is long enough, as those of
  ///     ``sequence(from:windows:positions:)`` do.
  /// - Throws: ``CorporaError/tooFewTokens(what:found:needed:remedy:)``.
  public static func repeated(_ start: RepeatedToken, from corpus: TextCorpus, windows: Int) throws -> Probe {
    let token = RepeatedToken.token(of: corpus)
    let recorded = start.start..<start.start + RepeatedToken.steps
    return try stream(
      named: start.rawValue, startState: .reset, from: corpus, windows: windows,
      windowLength: RepeatedToken.sequenceLength, recorded: recorded
    ) { position, original in
      start != .none && recorded.contains(position) ? token : original
    }
  }
}
