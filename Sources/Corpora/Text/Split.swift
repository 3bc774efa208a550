/// The three parts of a corpus.
public enum Split: String, CaseIterable, Codable, Sendable {
  /// What the network learns from.
  case train
  /// What choices are made with.
  case valid
  /// What is reported at the end.
  case test
}
