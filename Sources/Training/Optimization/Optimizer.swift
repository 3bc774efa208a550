import Networks
import Storage

private import Foundation

/// Steps a network against its gradient, and remembers what the settings need.
struct Optimizer<Gradient: NetworkGradient>: Sendable {
  private let settings: OptimizerSettings
  /// The velocity of SGD with momentum; the means of gradients and of their squares of Adam.
  private var moments: [Gradient]

  /// The names of what is remembered, as PyTorch has them.
  private var names: [String] {
    switch settings {
    case .sgd(let momentum, _): momentum > 0 ? ["momentum_buffer."] : []
    case .adam, .adamW: ["exp_avg.", "exp_avg_sq."]
    case .averagedSGD: []
    }
  }

  /// An optimiser that has made no step yet.
  init(_ settings: OptimizerSettings, for network: Gradient.Network) {
    self.settings = settings
    moments = []
    moments = Array(repeating: Gradient(zerosFor: network), count: names.count)
  }

  /// Limits a gradient and steps against it.
  ///
  /// First every number is limited to ±`clipValue`, then the norm to `clipNorm`: Pascanu, Mikolov, Bengio 2013,
  /// g · min(1, clip / ‖g‖), ‖g‖ over all parameters together.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - gradient: its gradient; changed where numbers are limited.
  ///   - clipNorm: the greatest norm; nil for no limit.
  ///   - clipValue: the greatest magnitude of a number; nil for no limit.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  ///   - loss: for messages.
  /// - Returns: the norm before it was limited, after single numbers were.
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)`` when the norm is not finite.
  mutating func update(
    _ network: inout Gradient.Network, gradient: inout Gradient, clipNorm: Double?, clipValue: Double?,
    rate: Double, step: Int, loss: Double
  ) throws(TrainingError) -> Double {
    if let clipValue { gradient.limit(to: Float(clipValue)) }
    let squares = gradient.squaredNorms()
    if let bad = squares.first(where: { !$0.value.isFinite }) {
      throw .diverged(step: step, parameter: bad.name, loss: loss, what: "its gradient is not finite")
    }
    let norm = squares.reduce(0) { $0 + $1.value }.squareRoot()
    let scale = clipNorm.map { norm > $0 ? $0 / norm : 1 } ?? 1
    self.step(&network, &gradient, scale: scale, rate: rate, step: step)
    return norm
  }

  /// Steps against a gradient.
  ///
  /// - Parameters:
  ///   - network: what is trained.
  ///   - gradient: its gradient.
  ///   - scale: what the gradient is multiplied by first.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  mutating func step(
    _ network: inout Gradient.Network, _ gradient: inout Gradient, scale: Double, rate: Double, step: Int
  ) {
    switch settings {
    case .sgd(let momentum, let decay) where momentum > 0:
      gradient.withTensors { gradient in
        moments[0].withTensors { velocity in
          network.withTensors {
            ParameterSteps.momentum(
              &$0, gradient: gradient, velocity: &velocity, scale: scale, momentum: momentum, decay: decay,
              rate: rate)
          }
        }
      }
    case .sgd(_, let decay), .averagedSGD(_, let decay):
      guard decay > 0 else { return gradient.add(scaledBy: Float(-rate * scale), to: &network) }
      gradient.withTensors { gradient in
        network.withTensors {
          ParameterSteps.descend(&$0, gradient: gradient, scale: scale, decay: decay, rate: rate)
        }
      }
    case .adam(let beta1, let beta2, let epsilon, let decay):
      adam(
        &network, &gradient, (beta1, beta2), epsilon, decay: decay, scale: scale, rate: rate, step: step)
    case .adamW(let beta1, let beta2, let epsilon, let decay):
      if decay > 0 { network.withTensors { ParameterSteps.shrink(&$0, to: 1 - rate * decay) } }
      adam(&network, &gradient, (beta1, beta2), epsilon, decay: 0, scale: scale, rate: rate, step: step)
    }
  }

  private mutating func adam(
    _ network: inout Gradient.Network, _ gradient: inout Gradient, _ betas: (Double, Double),
    _ epsilon: Double, decay: Double, scale: Double, rate: Double, step: Int
  ) {
    var square = moments.removeLast()  // so that it is no part of the array while both change
    gradient.withTensors { gradient in
      moments[0].withTensors { mean in
        square.withTensors { square in
          network.withTensors {
            ParameterSteps.adam(
              &$0, gradient: gradient, mean: &mean, square: &square, scale: scale, betas: betas,
              epsilon: epsilon, decay: decay, rate: rate, step: step)
          }
        }
      }
    }
    moments.append(square)
  }

  /// What is remembered, as tensors.
  var tensors: [NamedTensor] {
    zip(names, moments).flatMap { name, moment in
      moment.named(name).map { NamedTensor(name: $0.name, tensor: $0.tensor) }
    }
  }

  /// Takes back what is remembered.
  ///
  /// - Throws: `NetworksError` that names what is missing or of another shape.
  mutating func load(_ file: SafetensorsFile) throws {
    for (index, name) in names.enumerated() { try moments[index].load(name) { file[$0] } }
  }
}
