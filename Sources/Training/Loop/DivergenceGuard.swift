import Networks
import Tensors

private import Foundation

/// Stops a run whose loss is not a number or has exploded, and names the parameter to look at.
enum DivergenceGuard {
  /// A window's mean loss above this multiple of ln(vocabulary), the loss of a uniform guess, counts as exploded.
  static let explosionFactor = 5.0

  /// Checks the mean loss of a window.
  ///
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)``.
  static func check(loss: Double, step: Int, model: LanguageModel) throws(TrainingError) {
    let limit = explosionFactor * max(log(Double(model.configuration.vocabularySize)), 1)
    guard !(loss < limit) else { return }
    var worst = (name: "", size: -1.0)
    for (name, tensor) in model.parameters {
      var largest = 0.0
      for value in tensor.elements {
        guard value.isFinite else {
          throw .diverged(step: step, parameter: name, loss: loss, what: "a weight is not finite")
        }
        largest = max(largest, Double(abs(value)))
      }
      if largest > worst.size { worst = (name, largest) }
    }
    throw .diverged(
      step: step, parameter: worst.name, loss: loss, what: "its largest weight is \(Float(worst.size))")
  }
}
