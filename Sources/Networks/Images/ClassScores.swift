private import Foundation

/// How well logits name the class of each image.
public struct ClassScores: Equatable, Sendable {
  /// −log softmax of the right class, in nats.
  public private(set) var losses: [Double] = []
  /// How many classes have a greater logit than the right one, or an equal one and a smaller number; 0 is right.
  public private(set) var ranks: [Int] = []

  /// The scores of no image.
  public init() {}

  /// The scores of some images.
  init(logits: [Float], labels: [Int32], classes: Int) {
    for (image, label) in labels.enumerated() {
      let row = logits[image * classes..<(image + 1) * classes]
      append(row, label: Int(label))
    }
  }

  /// The scores, and scale · (softmax − one at the right class) as their gradient.
  init(logits: [Float], labels: [Int32], classes: Int, gradient: inout [Float], scale: Float) {
    for (image, label) in labels.enumerated() {
      let start = image * classes
      let (greatest, sum) = append(logits[start..<start + classes], label: Int(label))
      for place in 0..<classes {
        let probability = exp(Double(logits[start + place]) - greatest) / sum
        gradient[start + place] = scale * Float(probability - (place == Int(label) ? 1 : 0))
      }
    }
  }

  @discardableResult
  private mutating func append(_ logits: ArraySlice<Float>, label: Int) -> (greatest: Double, sum: Double) {
    let greatest = Double(logits.max() ?? 0)
    var sum = 0.0
    for logit in logits { sum += exp(Double(logit) - greatest) }
    let own = logits[logits.startIndex + label]
    losses.append(log(sum) + greatest - Double(own))
    var rank = 0
    for (place, logit) in logits.enumerated() where logit > own || (logit == own && place < label) {
      rank += 1
    }
    // A logit that is no number is never right.
    ranks.append(own.isNaN || greatest.isNaN ? logits.count : rank)
    return (greatest, sum)
  }

  /// Adds the scores of more images.
  public mutating func append(_ other: ClassScores) {
    losses += other.losses
    ranks += other.ranks
  }

  /// The mean loss, in nats an image.
  public var meanLoss: Double { losses.reduce(0, +) / Double(max(losses.count, 1)) }

  /// The share of images whose class is among the `count` greatest logits.
  public func accuracy(top count: Int = 1) -> Double {
    Double(ranks.count { $0 < count }) / Double(max(ranks.count, 1))
  }
}
