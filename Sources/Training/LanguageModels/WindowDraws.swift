import Tensors

/// How the lengths of training windows are drawn: Merity, Keskar, Socher 2018, "variable length backpropagation sequences".
///
/// With a probability the base length is halved; the length is normal about the base, cut to a whole number and at least
/// `shortest`. The learning rate of a window is that of its length over the base. So the places where gradients are cut
/// differ from epoch to epoch.
public struct WindowDraws: Codable, Equatable, Sendable {
  /// The probability with which the base is halved.
  public var halvingProbability: Double
  /// The standard deviation of lengths, in positions.
  public var deviation: Double
  /// The least length.
  public var shortest: Int

  private enum CodingKeys: String, CodingKey {
    case halvingProbability = "halving_probability"
    case deviation, shortest
  }

  /// Creates settings, by default the published ones; ``validate()`` checks them.
  public init(halvingProbability: Double = 0.05, deviation: Double = 5, shortest: Int = 5) {
    self.halvingProbability = halvingProbability
    self.deviation = deviation
    self.shortest = shortest
  }

  /// Checks every number.
  ///
  /// - Throws: ``TrainingError/configuration(key:value:allowed:)``.
  func validate() throws(TrainingError) {
    guard (0...1).contains(halvingProbability), deviation >= 0, deviation < 1e6,
      (1...1_000_000).contains(shortest)
    else {
      throw .configuration(
        key: "window_draws", value: "\(halvingProbability), \(deviation), \(shortest)",
        allowed: "a probability from 0 to 1, a deviation of 0 or more and a least length from 1 on")
    }
  }

  /// The lengths of the windows of an epoch.
  ///
  /// - Parameters:
  ///   - base: the usual length.
  ///   - positions: how many positions an epoch has; the last window ends with them.
  ///   - key: the key of the epoch.
  func lengths(base: Int, positions: Int, key: RandomKey) -> [Int] {
    var lengths: [Int] = []
    var left = positions
    while left > 0 {
      let key = key.child(lengths.count)
      let halved = key.child("halved").uniform(0) < halvingProbability
      let drawn = Double(base) * (halved ? 0.5 : 1) + deviation * key.child("length").normal(0)
      let length = min(left, max(shortest, Int(drawn)))
      lengths.append(length)
      left -= length
    }
    return lengths
  }
}
