import Tensors

private import Foundation

/// Stops a run whose loss is not a number or has exploded, and names the parameter to look at.
enum DivergenceGuard {
  /// A mean loss above this multiple of ln(classes), the loss of a uniform guess, counts as exploded.
  static let explosionFactor = 5.0
  /// The same for image networks, whose first batches may lose much more than a guess.
  static let imageExplosionFactor = 1000.0

  /// Checks a mean loss.
  ///
  /// - Parameters:
  ///   - loss: in nats a token or an image.
  ///   - step: the update, for the message.
  ///   - classes: the words of the vocabulary, or the classes of the images.
  ///   - factor: the multiple of ln(classes).
  ///   - parameters: the network's, looked at only when something is wrong.
  /// - Throws: ``TrainingError/diverged(step:parameter:loss:what:)``.
  static func check(
    loss: Double, step: Int, classes: Int, factor: Double = explosionFactor,
    parameters: () -> [(name: String, tensor: Tensor)]
  ) throws(TrainingError) {
    let limit = factor * max(log(Double(classes)), 1)
    guard !(loss < limit) else { return }
    var worst = (name: "", size: -1.0)
    for (name, tensor) in parameters() {
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
