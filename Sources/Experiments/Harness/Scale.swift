/// How large an experiment is done: a scale changes sizes, never the protocol.
public enum Scale: String, CaseIterable, Codable, Sendable {
  /// Seconds.
  case quick
  /// Minutes to an hour on two cores.
  case desk
  /// The published size.
  case paper
}
