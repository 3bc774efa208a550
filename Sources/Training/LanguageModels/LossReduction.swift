/// What the objective of a training window is; the reported losses are means either way.
///
/// A rate of 1 and a clip of 5 with ``sumOverTime`` at 20 positions equal a rate of 20 and a clip of 0.25 with ``mean``.
public enum LossReduction: String, Codable, Equatable, Sendable {
  /// Mean over all tokens of the window: PyTorch.
  case mean
  /// Sum over positions, mean over lanes: Zaremba and TensorFlow.
  case sumOverTime = "sum_over_time"

  /// The factor of the sum of losses.
  func scale(positions: Int, lanes: Int) -> Float {
    switch self {
    case .mean: 1 / Float(positions * lanes)
    case .sumOverTime: 1 / Float(lanes)
    }
  }
}
