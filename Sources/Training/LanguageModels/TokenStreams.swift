public import Networks

/// A text cut into contiguous streams that pass through a model side by side, in windows.
///
/// Every token but the last is read once, and every token but the first is a target once. Where the lanes do not divide
/// the targets, the first streams have one position more than the others, which is a part of its own.
public struct TokenStreams: Sendable {
  /// The positions that some lanes run through at once: all lanes, or the first ones.
  public struct Part: Equatable, Sendable {
    /// The positions, counted from the beginning of each stream.
    public let positions: Range<Int>
    /// The number of lanes, from lane 0 on.
    public let lanes: Int
  }

  /// The text.
  public let text: [Int32]
  /// The number of streams.
  public let lanes: Int
  /// How many positions run at once.
  public let windowLength: Int

  /// Cuts a text.
  ///
  /// - Parameters:
  ///   - text: at least two tokens.
  ///   - lanes: the number of streams, of which there are at most as many as targets.
  ///   - windowLength: how many positions run at once.
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  public init(_ text: [Int32], lanes: Int, windowLength: Int) throws(TrainingError) {
    guard text.count > 1 else {
      throw .configuration(
        key: "the number of tokens of the text to score", value: "\(text.count)", allowed: "at least 2")
    }
    for (key, value) in [("the number of lanes", lanes), ("the window length", windowLength)] where value < 1
    {
      throw .configuration(key: key, value: "\(value)", allowed: "at least 1")
    }
    self.text = text
    self.lanes = min(lanes, text.count - 1)
    self.windowLength = windowLength
  }

  /// The number of targets.
  public var targetCount: Int { text.count - 1 }

  /// The positions of the shorter streams.
  private var length: Int { targetCount / lanes }
  /// How many streams are longer by one position.
  private var longer: Int { targetCount % lanes }

  /// The parts in their order.
  public var parts: [Part] {
    var result = stride(from: 0, to: length, by: windowLength).map {
      Part(positions: $0..<min($0 + windowLength, length), lanes: lanes)
    }
    if longer > 0 { result.append(Part(positions: length..<length + 1, lanes: longer)) }
    return result
  }

  /// Where in the text the token stands that a lane reads at a position; its target is the next one.
  public func index(position: Int, lane: Int) -> Int { lane * length + min(lane, longer) + position }

  /// The tokens of a part and their targets, [position][lane].
  public subscript(part: Part) -> (window: TokenWindow, targets: [Int32]) {
    var (inputs, targets): ([Int32], [Int32]) = ([], [])
    inputs.reserveCapacity(part.positions.count * part.lanes)
    targets.reserveCapacity(part.positions.count * part.lanes)
    for position in part.positions {
      for lane in 0..<part.lanes {
        let index = index(position: position, lane: lane)
        inputs.append(text[index])
        targets.append(text[index + 1])
      }
    }
    return (TokenWindow(inputs: inputs, positions: part.positions.count, lanes: part.lanes), targets)
  }
}

extension RecurrentState {
  /// Forgets all lanes but the first ones: the others' streams have ended.
  mutating func keep(lanes: Int, of configuration: LanguageModelConfiguration) {
    for layer in hidden.indices {
      let count = lanes * configuration.hiddenSizes[layer]
      guard hidden[layer].count > count else { continue }
      hidden[layer].removeLast(hidden[layer].count - count)
      cell[layer].removeLast(max(0, cell[layer].count - count))
    }
  }
}
