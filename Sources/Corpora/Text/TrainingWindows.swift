/// The windows of truncated back-propagation over one epoch of a text.
///
/// The text is cut into `batchSize` lanes of equal length, each contiguous; what is left over at the end is dropped.
/// Window *i* holds the next `windowLength` positions of every lane, so that a lane's state carries over from one
/// window to the next, and every token of a lane but its first is predicted once an epoch. The last window is shorter
/// where the length does not divide. With a batch of one nothing is dropped: a text of N tokens gives N − 1 targets.
public struct TrainingWindows: Equatable, Sendable {
  /// The text; lane `l` is its tokens from `l · laneLength` on.
  public let tokens: [Int32]
  /// The number of lanes.
  public let batchSize: Int
  /// The number of positions in each window but the last.
  public let windowLength: Int
  /// The number of tokens in each lane.
  public let laneLength: Int

  /// Cuts a text into lanes.
  ///
  /// - Throws: ``CorporaError/tooFewTokens(what:found:needed:remedy:)`` when a lane has no target.
  public init(tokens: [Int32], batchSize: Int, windowLength: Int) throws {
    precondition(
      batchSize > 0 && windowLength > 0,
      "batch size \(batchSize) and window length \(windowLength) must be positive")
    laneLength = tokens.count / batchSize
    guard laneLength >= 2 else {
      throw CorporaError.tooFewTokens(
        what: "the text", found: tokens.count, needed: 2 * batchSize,
        remedy: "take a longer text or a smaller batch than \(batchSize)")
    }
    self.tokens = tokens
    self.batchSize = batchSize
    self.windowLength = windowLength
  }

  /// The number of windows in an epoch, the last shorter one included.
  public var windowsPerEpoch: Int { (positions - 1) / windowLength + 1 }

  /// The number of tokens that are predicted in an epoch.
  public var targetsPerEpoch: Int { positions * batchSize }

  /// The number of positions in window `index`.
  public func length(ofWindow index: Int) -> Int {
    precondition(
      index >= 0 && index < windowsPerEpoch, "window \(index) of \(windowsPerEpoch) does not exist")
    return min(windowLength, positions - index * windowLength)
  }

  /// Window `index` of the epoch.
  ///
  /// - Returns: Inputs and targets [position][lane], each `length · batchSize` ids; a target is its input's successor.
  public func window(_ index: Int) -> (inputs: [Int32], targets: [Int32], length: Int) {
    window(from: index * windowLength, length: length(ofWindow: index))
  }

  /// The positions of an epoch: how many targets a lane has.
  public var positions: Int { laneLength - 1 }

  /// Some positions of every lane.
  ///
  /// - Returns: Inputs and targets as of ``window(_:)``.
  public func window(from first: Int, length: Int) -> (inputs: [Int32], targets: [Int32], length: Int) {
    precondition(
      first >= 0 && length > 0 && first + length <= positions,
      "\(length) positions from \(first) of \(positions)")
    let count = length * batchSize
    var inputs: [Int32] = []
    var targets: [Int32] = []
    inputs.reserveCapacity(count)
    targets.reserveCapacity(count)
    for position in first..<first + length {
      for lane in 0..<batchSize {
        let place = lane * laneLength + position
        inputs.append(tokens[place])
        targets.append(tokens[place + 1])
      }
    }
    return (inputs, targets, length)
  }
}
