public import Tensors

/// One strength of noise and the key that it is drawn from.
///
/// To every unit u, N(0, (scale · σ_u)²) is added, fresh for every sample, where σ_u is the unit's standard
/// deviation over the training set.
public struct NoiseDraw: Equatable, Sendable {
  /// The strength in units of each unit's own standard deviation; 0 for the undisturbed network.
  public let scale: Double
  /// The number of the repetition, from 0.
  public let repetition: Int
  /// The key of the repetition.
  public let key: RandomKey
}
