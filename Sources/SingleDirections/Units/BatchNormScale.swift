/// The scale that a batch norm in evaluation gives each unit: γ / √(v + ε), v the running variance.
public struct BatchNormScale: Equatable, Sendable {
  /// The weight γ of each unit.
  public let weight: [Float]
  /// The running variance v of each unit.
  public let variance: [Float]
  /// The number ε that is added to the variance.
  public let epsilon: Double

  /// Creates a scale from the parameters of a batch norm.
  public init(weight: [Float], variance: [Float], epsilon: Double) {
    precondition(weight.count == variance.count, "\(weight.count) weights and \(variance.count) variances")
    self.weight = weight
    self.variance = variance
    self.epsilon = epsilon
  }
}
