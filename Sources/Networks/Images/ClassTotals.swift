/// How well logits name the class of each image, summed over images.
///
/// ``ClassScores`` keeps every image's loss; this keeps sums alone, so that scores under thousands of sets of interventions
/// take no memory by the image.
public struct ClassTotals: Equatable, Sendable {
  /// The number of images.
  public private(set) var count = 0
  private var loss = 0.0
  /// What ``loss`` lost to rounding.
  private var lost = 0.0
  /// How many images had their class at each of the first places of the logits.
  private var placed = Array(repeating: 0, count: greatestTop)

  /// The longest list of greatest logits in which classes are looked for.
  public static let greatestTop = 5

  /// The totals of no image.
  public init() {}

  /// Adds the scores of more images.
  ///
  /// Sums are compensated (Neumaier 1974), so that the order of images does not matter to the last digits.
  public mutating func add(_ scores: ClassScores) {
    count += scores.losses.count
    for value in scores.losses {
      let sum = loss + value
      lost += abs(loss) >= abs(value) ? (loss - sum) + value : (value - sum) + loss
      loss = sum
    }
    for rank in scores.ranks where rank < Self.greatestTop { placed[rank] += 1 }
  }

  /// The mean loss, in nats an image.
  public var meanLoss: Double { (loss.isFinite ? loss + lost : loss) / Double(max(count, 1)) }

  /// The share of images whose class is among the `top` greatest logits, from 1 to ``greatestTop``.
  public func accuracy(top: Int = 1) -> Double {
    precondition((1...Self.greatestTop).contains(top), "the first \(top) of \(Self.greatestTop)")
    return Double(placed.prefix(top).reduce(0, +)) / Double(max(count, 1))
  }
}
