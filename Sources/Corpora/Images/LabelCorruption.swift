public import Tensors

/// Wrong labels on purpose, for studies of memorisation: drawn once, then fixed over all epochs.
///
/// Zhang, Bengio, Hardt, Recht, Vinyals, Understanding deep learning requires rethinking generalization,
/// 2017.
public struct LabelCorruption: Hashable, Codable, Sendable {
  /// Where a new label comes from.
  public enum Rule: String, CaseIterable, Codable, Sendable {
    /// The chosen images exchange their labels by a random permutation, so every class keeps its size.
    case permute
    /// Each chosen image gets a class drawn uniformly from all, its own among them.
    case resample
  }

  /// How many of the images are chosen, from 0 to 1.
  public let fraction: Double
  /// Where a new label comes from.
  public let rule: Rule

  /// Creates a corruption; the fraction must be from 0 to 1.
  public init(fraction: Double, rule: Rule = .permute) {
    precondition((0...1).contains(fraction), "a fraction of \(fraction)")
    self.fraction = fraction
    self.rule = rule
  }

  /// Reads a corruption; a fraction that is not from 0 to 1 is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    fraction = try container.decode(Double.self, forKey: .fraction)
    rule = try container.decode(Rule.self, forKey: .rule)
    guard (0...1).contains(fraction) else {
      throw DecodingError.dataCorruptedError(
        forKey: .fraction, in: container, debugDescription: "\(fraction) is not from 0 to 1")
    }
  }

  /// The labels with the fraction, rounded to whole images, replaced.
  ///
  /// The images chosen at a smaller fraction are chosen at a larger one too. Under either rule a chosen image
  /// may keep its label: one in ten does where ten classes are of one size.
  ///
  /// - Parameters:
  ///   - labels: the true classes.
  ///   - classes: how many there are.
  ///   - key: the key of this purpose.
  public func apply(to labels: [Int32], classes: Int, key: RandomKey) -> [Int32] {
    let count = Int((fraction * Double(labels.count)).rounded())
    let chosen = key.child("images").permutation(labels.count).prefix(count)
    var result = labels
    switch rule {
    case .permute:
      let order = key.child("labels").permutation(count)
      for (place, source) in zip(chosen, order) { result[place] = labels[chosen[source]] }
    case .resample:
      let draws = key.child("labels")
      for place in chosen { result[place] = Int32(draws.integer(place, below: classes)) }
    }
    return result
  }
}
