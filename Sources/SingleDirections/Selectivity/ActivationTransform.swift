private import Foundation

/// What is averaged for each class: the activity itself, or a non-negative function of signed activity.
public enum ActivationTransform: String, CaseIterable, Sendable {
  /// x.
  case identity
  /// |x|.
  case absolute
  /// σ(x) = 1 / (1 + exp(−x)).
  case sigmoid

  /// Writes the transformed values of `source[start…]` to all of `target`.
  func apply(_ source: Span<Float>, from start: Int, to target: inout MutableSpan<Double>) {
    let source = source.extracting(start..<start + target.count)
    switch self {
    case .identity:
      for j in 0..<target.count { target[j] = Double(source[j]) }
    case .absolute:
      for j in 0..<target.count { target[j] = Double(abs(source[j])) }
    case .sigmoid:
      for j in 0..<target.count { target[j] = 1 / (1 + exp(-Double(source[j]))) }
    }
  }
}
