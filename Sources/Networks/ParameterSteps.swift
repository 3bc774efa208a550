import Kernels
public import Tensors

/// Steps of optimisers on all parameters of a network; every array has one tensor a parameter, in one order.
public enum ParameterSteps {
  /// parameter ← parameter + scale · gradient.
  static func add(_ gradient: Tensor, scaledBy scale: Float, to parameter: inout Tensor) {
    Elementwise.add(gradient.elements, scaledBy: scale, in: 0..<parameter.count, to: &parameter.elements)
  }

  /// θ ← θ − rate·(g + decay·θ), g the scaled gradient: PyTorch's SGD without momentum.
  public static func descend(
    _ parameters: inout [Tensor], gradient: [Tensor], scale: Double, decay: Double, rate: Double
  ) {
    for index in parameters.indices {
      ParameterUpdate.descent(
        &parameters[index].elements, gradient: gradient[index].elements, scale: Float(scale),
        decay: Float(decay), rate: Float(rate))
    }
  }

  /// Shrinks parameters to a share of themselves: AdamW's decay.
  public static func shrink(_ parameters: inout [Tensor], to share: Double) {
    for index in parameters.indices { Elementwise.scale(&parameters[index].elements, by: Float(share)) }
  }

  /// v ← momentum·v + g + decay·θ, θ ← θ − rate·v, g the scaled gradient: PyTorch's SGD without dampening.
  public static func momentum(
    _ parameters: inout [Tensor], gradient: [Tensor], velocity: inout [Tensor], scale: Double,
    momentum: Double, decay: Double, rate: Double
  ) {
    for index in parameters.indices {
      ParameterUpdate.momentum(
        &parameters[index].elements, gradient: gradient[index].elements,
        velocity: &velocity[index].elements, scale: Float(scale), decay: Float(decay),
        momentum: Float(momentum), rate: Float(rate))
    }
  }

  /// One step of Adam: Kingma and Ba 2015, with decay·θ added to the gradient, as PyTorch has it.
  ///
  /// - Parameters:
  ///   - parameters: what is trained.
  ///   - gradient: its gradient.
  ///   - mean: the running means of gradients.
  ///   - square: the running means of their squares.
  ///   - scale: what the gradient is multiplied by first.
  ///   - betas: the weights of the past in the two means.
  ///   - epsilon: added to the root.
  ///   - decay: the share of a parameter that is added to its gradient.
  ///   - rate: the learning rate.
  ///   - step: this update, counted from 1.
  public static func adam(
    _ parameters: inout [Tensor], gradient: [Tensor], mean: inout [Tensor], square: inout [Tensor],
    scale: Double, betas: (Double, Double), epsilon: Double, decay: Double, rate: Double, step: Int
  ) {
    for index in parameters.indices {
      ParameterUpdate.adam(
        &parameters[index].elements, gradient: gradient[index].elements, mean: &mean[index].elements,
        square: &square[index].elements, scale: Float(scale), decay: Float(decay), betas: betas,
        epsilon: epsilon, rate: rate, step: step)
    }
  }

  /// average ← average + (θ − average) / count: the mean of `count` values of the parameters, this one included.
  public static func average(_ average: inout [Tensor], with parameters: [Tensor], count: Int) {
    let share = 1 / Double(count)
    for index in average.indices {
      Elementwise.combine(
        &average[index].elements, keeping: Float(1 - share), with: parameters[index].elements,
        scaledBy: Float(share))
    }
  }
}
