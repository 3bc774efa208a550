/// What stands in the place of a removed unit's activity.
public enum ReplacementValue: String, CaseIterable, Sendable {
  /// The constant 0.
  case zero
  /// The mean of the unit over the data that its statistics were taken from.
  case mean
  /// The unit's own activity on another input, drawn anew for each.
  case resampled
}
