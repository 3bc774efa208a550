import Storage

/// A fixed set of token windows on which the states of a network are read.
///
/// A network reads ``inputs``, ``windowLength`` tokens a window; the states at the positions ``recorded`` are kept.
/// In all probes but the repeated-token ones that is every position.
public struct Probe: Equatable, Sendable {
  /// What the state is at the beginning of a window.
  public enum StartState: String, Codable, Sendable {
    /// The last state of the window before; zero in the first window.
    case carried
    /// Zero in every window.
    case reset
  }

  /// `convergence`, `sequence`, `sequence_reset` or `repeat_…`.
  public let name: String
  /// The text that the tokens come from.
  public let split: Split
  /// What the state is at the beginning of a window.
  public let startState: StartState
  /// The number of windows.
  public let windows: Int
  /// The number of tokens that the network reads in each window.
  public let windowLength: Int
  /// What the network reads: ids [window][position], `windows · windowLength` of them.
  public let inputs: [Int32]
  /// The positions of each window whose states are kept.
  public let recorded: Range<Int>
  /// The ids at the recorded positions, [window][position].
  public let tokenIDs: [Int32]
  /// Where the recorded positions stand in the split's text, [window][position], counted in tokens from its start.
  ///
  /// Where a token was replaced, this is the place of the token that stood there.
  public let tokenOffsets: [Int64]
  /// SHA-256 of the name, the split, the start state, all inputs, the recorded positions and their offsets.
  public let identity: String
  /// The number of windows that the rule asks for; ``windows`` is smaller where no text is long enough.
  public let windowsWanted: Int

  /// The number of recorded positions in each window.
  public var positions: Int { recorded.count }

  /// A probe on whole windows of a stream that begins at the first token of a text.
  ///
  /// - Parameter replace: Gives the id that is read at (position in the window, offset in the text), given the one there.
  init(
    name: String, split: Split, startState: StartState, text: [Int32], windows: Int, wanted: Int,
    windowLength: Int, recorded: Range<Int>? = nil, replacing replace: (Int, Int32) -> Int32 = { $1 }
  ) throws {
    precondition(
      windows > 0 && windowLength > 0 && windows * windowLength <= text.count,
      "\(windows) windows of \(windowLength) do not fit into \(text.count) tokens")
    let recorded = recorded ?? 0..<windowLength
    self.name = name
    self.split = split
    self.startState = startState
    self.windows = windows
    self.windowLength = windowLength
    self.recorded = recorded
    windowsWanted = wanted
    inputs = (0..<windows * windowLength).map { replace($0 % windowLength, text[$0]) }
    var ids: [Int32] = []
    var offsets: [Int64] = []
    for window in 0..<windows {
      for position in recorded {
        ids.append(inputs[window * windowLength + position])
        offsets.append(Int64(window * windowLength + position))
      }
    }
    tokenIDs = ids
    tokenOffsets = offsets
    identity = try Probe.identity(
      header: "\(name) \(split.rawValue) \(startState.rawValue) \(windows) \(windowLength) \(recorded)",
      ids: inputs, offsets: offsets)
  }

  private static func identity(header: String, ids: [Int32], offsets: [Int64]) throws -> String {
    var bytes = Array(header.utf8) + [0x0A]
    bytes.reserveCapacity(bytes.count + 4 * ids.count + 8 * offsets.count)
    for id in ids {
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: id >> Int32(shift)))
      }
    }
    for offset in offsets {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: offset >> Int64(shift)))
      }
    }
    return try Digest.sha256(bytes)
  }
}
