/// Which checkpoint the test data are scored on.
public enum TestCheckpoint: String, Codable, Equatable, Sendable {
  /// The one with the lowest validation loss: the PyTorch example.
  case best
  /// The last: Zaremba et al.
  case last
}
