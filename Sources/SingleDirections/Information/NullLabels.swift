public import Tensors

/// Labels that tell nothing of the samples: what a measure gives for them is its null.
///
/// In each draw every sample takes the label of another one, so that classes keep their sizes.
public struct NullLabels: Equatable, Sendable {
  /// How labels are moved between samples.
  public enum Kind: String, Sendable {
    /// By a random permutation: for samples that are independent of each other, such as images.
    case shuffled
    /// By a circular shift along a text. Tokens resemble their neighbours, so that a permutation would give
    /// too low a null; a shift keeps the order of both sides and breaks only what belongs together.
    case shifted
  }

  /// The usual number of draws.
  public static let usualCount = 20
  /// The usual least distance in samples between a label and its sample.
  public static let usualLeastLag = 100

  /// How labels are moved.
  public let kind: Kind
  /// For each draw, the sample whose label each sample takes.
  let sources: [[Int32]]

  /// The number of draws.
  public var count: Int { sources.count }

  /// Permutations of the labels of samples that are independent of each other.
  ///
  /// - Parameters:
  ///   - samples: the number of samples.
  ///   - count: the number of permutations.
  ///   - key: the source of the permutations.
  public static func shuffled(samples: Int, count: Int = usualCount, key: RandomKey) -> NullLabels {
    precondition(samples > 0 && count >= 0, "\(count) shuffles of \(samples) samples")
    return NullLabels(
      kind: .shuffled,
      sources: (0..<count).map { draw in
        key.child("shuffle").child(draw).permutation(samples).map { Int32($0) }
      })
  }

  /// Circular shifts of the labels along the text that samples are from.
  ///
  /// The lags are spread evenly over the text: draw i of count, from 1, has ⌊samples · i / (count + 1)⌋.
  ///
  /// - Parameters:
  ///   - places: where in the text each sample stands; only the order counts, and no two are equal.
  ///   - count: the number of shifts; there are fewer where a text has no room for as many.
  ///   - leastLag: the least distance in samples of two lags, and of any lag from none, round the circle.
  public static func shifted(
    places: [Int], count: Int = usualCount, leastLag: Int = usualLeastLag
  ) -> NullLabels {
    let samples = places.count
    precondition(
      samples > 0 && count >= 0 && leastLag > 0, "\(count) shifts of \(samples) samples by \(leastLag)")
    let order = places.indices.sorted { places[$0] < places[$1] }
    precondition(
      zip(order, order.dropFirst()).allSatisfy { places[$0] < places[$1] }, "two samples at one place")
    let count = max(0, min(count, samples / leastLag - 1))
    return NullLabels(
      kind: .shifted,
      sources: (1..<(count + 1)).map { draw in
        let lag = samples * draw / (count + 1)
        var sources = [Int32](repeating: 0, count: samples)
        for (rank, sample) in order.enumerated() { sources[sample] = Int32(order[(rank + lag) % samples]) }
        return sources
      })
  }

  /// The labels of each draw.
  public func moved<Label>(_ labels: [Label]) -> [[Label]] {
    sources.map { source in
      precondition(source.count == labels.count, "\(labels.count) labels for \(source.count) samples")
      return source.map { labels[Int($0)] }
    }
  }
}
