/// How parameters follow their gradients.
public enum OptimizerSettings: Codable, Equatable, Sendable {
  /// Stochastic gradient descent: v ← momentum·v + g + decay·θ, θ ← θ − rate·v.
  case sgd(momentum: Double, weightDecay: Double)
  /// Adam: Kingma and Ba 2015, with decay·θ added to the gradient.
  case adam(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)

  private enum SgdCodingKeys: String, CodingKey {
    case momentum
    case weightDecay = "weight_decay"
  }

  private enum AdamCodingKeys: String, CodingKey {
    case beta1, beta2, epsilon
    case weightDecay = "weight_decay"
  }

  /// Adam with its published constants: 0.9, 0.999, 10⁻⁸, no decay.
  public static let publishedAdam = OptimizerSettings.adam(
    beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)

  /// The share of a parameter that is added to its gradient.
  public var weightDecay: Double {
    get {
      switch self {
      case .sgd(_, let decay), .adam(_, _, _, let decay): decay
      }
    }
    set {
      switch self {
      case .sgd(let momentum, _): self = .sgd(momentum: momentum, weightDecay: newValue)
      case .adam(let beta1, let beta2, let epsilon, _):
        self = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: newValue)
      }
    }
  }

  /// Checks every number that a person may have typed.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  func validate() throws(TrainingError) {
    guard weightDecay >= 0, weightDecay < 1 else {
      throw .configuration(key: "weight_decay", value: "\(weightDecay)", allowed: "at least 0 and below 1")
    }
    switch self {
    case .sgd(let momentum, _):
      guard momentum >= 0, momentum < 1 else {
        throw .configuration(key: "momentum", value: "\(momentum)", allowed: "at least 0 and below 1")
      }
    case .adam(let beta1, let beta2, let epsilon, _):
      for (key, value) in [("beta1", beta1), ("beta2", beta2)] where !(value >= 0 && value < 1) {
        throw .configuration(key: key, value: "\(value)", allowed: "at least 0 and below 1")
      }
      guard epsilon > 0, epsilon < 1 else {
        throw .configuration(key: "epsilon", value: "\(epsilon)", allowed: "above 0 and below 1")
      }
    }
  }
}
