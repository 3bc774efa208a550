/// A part of an image set.
public enum ImagePart: String, Codable, CaseIterable, Sendable {
  /// What the network learns from.
  case train
  /// What choices are made with; not every set has one.
  case valid
  /// What is reported at the end.
  case test
}
