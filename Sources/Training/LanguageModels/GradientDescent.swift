import Networks

private import Foundation

/// Stochastic gradient descent with clipping by the global norm.
enum GradientDescent {
  /// Scales the gradient to a norm of at most `clipNorm` and steps against it.
  ///
  /// Pascanu, Mikolov, Bengio 2013: θ ← θ − rate · g · min(1, clip / ‖g‖), ‖g‖ over all parameters together.
  ///
  /// - Returns: the norm before clipping.
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)`` when the norm is not finite.
  static func step(
    _ model: inout LanguageModel, gradient: inout LanguageModelGradient, rate: Double, clipNorm: Double,
    step: Int,
    loss: Double
  ) throws(TrainingError) -> Double {
    let squares = gradient.squaredNorms()
    if let bad = squares.first(where: { !$0.value.isFinite }) {
      throw .diverged(step: step, parameter: bad.name, loss: loss, what: "its gradient is not finite")
    }
    let norm = squares.reduce(0) { $0 + $1.value }.squareRoot()
    let scale = norm > clipNorm ? clipNorm / norm : 1
    gradient.add(scaledBy: Float(-rate * scale), to: &model)
    return norm
  }
}
