/// How parameters follow their gradients.
public enum OptimizerSettings: Codable, Equatable, Sendable {
  /// Stochastic gradient descent: v ← momentum·v + g + decay·θ, θ ← θ − rate·v.
  case sgd(momentum: Double, weightDecay: Double)
  /// Adam: Kingma and Ba 2015, with decay·θ added to the gradient.
  case adam(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)
  /// AdamW: Loshchilov and Hutter 2019, θ ← θ·(1 − rate·decay) before the step of Adam.
  case adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)
  /// Non-monotonically triggered averaged SGD: Merity, Keskar, Socher 2018.
  ///
  /// As `sgd` without momentum, until the validation loss after an epoch is above the least of all but the last
  /// `patience` epochs before it; from then on the weights that are scored, recorded and saved are the mean of those after every update.
  case averagedSGD(patience: Int, weightDecay: Double)

  private enum CodingKeys: String, CodingKey {
    case sgd, adam
    case adamW = "adam_w"
    case averagedSGD = "averaged_sgd"
  }

  private enum SgdCodingKeys: String, CodingKey {
    case momentum
    case weightDecay = "weight_decay"
  }

  private enum AdamCodingKeys: String, CodingKey {
    case beta1, beta2, epsilon
    case weightDecay = "weight_decay"
  }

  private enum AdamWCodingKeys: String, CodingKey {
    case beta1, beta2, epsilon
    case weightDecay = "weight_decay"
  }

  private enum AveragedSGDCodingKeys: String, CodingKey {
    case patience
    case weightDecay = "weight_decay"
  }

  /// Stochastic gradient descent without momentum or decay.
  public static let plain = OptimizerSettings.sgd(momentum: 0, weightDecay: 0)

  /// Adam with its published constants: 0.9, 0.999, 10⁻⁸, no decay.
  public static let publishedAdam = OptimizerSettings.adam(
    beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0)

  /// AdamW with PyTorch's constants: those of Adam, decay 0.01.
  public static let usualAdamW = OptimizerSettings.adamW(
    beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01)

  /// Averaged SGD as published: five epochs of patience, decay 1.2 · 10⁻⁶.
  public static let publishedAveragedSGD = OptimizerSettings.averagedSGD(patience: 5, weightDecay: 1.2e-6)

  /// The patience of averaged SGD; nil of others.
  public var averaging: Int? {
    if case .averagedSGD(let patience, _) = self { patience } else { nil }
  }

  /// How many numbers a checkpoint has for each trained one: the weight and what is remembered; of averaged SGD once it averages.
  var copies: Int {
    switch self {
    case .sgd(let momentum, _): momentum > 0 ? 2 : 1
    case .adam, .adamW: 3
    case .averagedSGD: 2
    }
  }

  /// The share of a parameter that is added to its gradient, or of AdamW taken off it.
  public var weightDecay: Double {
    get {
      switch self {
      case .sgd(_, let decay), .adam(_, _, _, let decay), .adamW(_, _, _, let decay),
        .averagedSGD(_, let decay):
        decay
      }
    }
    set {
      switch self {
      case .sgd(let momentum, _): self = .sgd(momentum: momentum, weightDecay: newValue)
      case .adam(let beta1, let beta2, let epsilon, _):
        self = .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: newValue)
      case .adamW(let beta1, let beta2, let epsilon, _):
        self = .adamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: newValue)
      case .averagedSGD(let patience, _): self = .averagedSGD(patience: patience, weightDecay: newValue)
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
    case .adam(let beta1, let beta2, let epsilon, _), .adamW(let beta1, let beta2, let epsilon, _):
      for (key, value) in [("beta1", beta1), ("beta2", beta2)] where !(value >= 0 && value < 1) {
        throw .configuration(key: key, value: "\(value)", allowed: "at least 0 and below 1")
      }
      guard epsilon > 0, epsilon < 1 else {
        throw .configuration(key: "epsilon", value: "\(epsilon)", allowed: "above 0 and below 1")
      }
    case .averagedSGD(let patience, _):
      guard (1...1_000_000).contains(patience) else {
        throw .configuration(key: "patience", value: "\(patience)", allowed: "from 1 to 1000000 epochs")
      }
    }
  }
}
