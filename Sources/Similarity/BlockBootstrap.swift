public import Tensors

/// Intervals from resampling blocks of rows with replacement.
///
/// Each replicate draws as many blocks as there are; a score's replicate is the score plus the sum of the drawn
/// blocks' first-order ``Influences``. The same draws serve every score, so that differences of scores get paired
/// intervals: resample the difference of their influences. Sampling bias, the height that noise alone adds, is not
/// in the interval: it is what the null shows.
public struct BlockBootstrap: Sendable {
  /// The number of blocks.
  public let blocks: Int
  /// The number of replicates.
  public let replicates: Int
  private let counts: [Int32]

  /// Draws `replicates` samples of `blocks` blocks.
  public init(blocks: Int, replicates: Int = 1000, key: RandomKey) {
    precondition(blocks > 0 && replicates > 0, "\(replicates) replicates of \(blocks) blocks")
    self.blocks = blocks
    self.replicates = replicates
    var counts = [Int32](repeating: 0, count: blocks * replicates)
    for draw in 0..<blocks * replicates {
      counts[draw / blocks * blocks + key.integer(draw, below: blocks)] += 1
    }
    self.counts = counts
  }

  /// The replicates of a score, in the order of the draws.
  public func replicates(of score: Double, influences: [Double]) -> [Double] {
    precondition(influences.count == blocks, "\(influences.count) influences for \(blocks) blocks")
    let total = influences.reduce(0, +)
    return (0..<replicates).map { replicate in
      var sum = score - total
      for block in 0..<blocks { sum += Double(counts[replicate * blocks + block]) * influences[block] }
      return sum
    }
  }

  /// The central interval that holds `level` of the replicates of a score.
  public func interval(of score: Double, influences: [Double], level: Double = 0.95) -> Interval {
    let sorted = replicates(of: score, influences: influences).sorted()
    return Interval(
      low: Self.quantile(sorted, (1 - level) / 2), high: Self.quantile(sorted, (1 + level) / 2))
  }

  /// The quantile of sorted numbers, interpolated linearly.
  static func quantile(_ sorted: [Double], _ fraction: Double) -> Double {
    let place = fraction * Double(sorted.count - 1)
    let lower = Int(place)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
  }
}

/// Two bounds, as `[low, high]` in JSON.
public struct Interval: Equatable, Sendable, Codable {
  /// The lower bound.
  public let low: Double
  /// The upper bound.
  public let high: Double

  /// Creates an interval from its bounds.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Reads an array of two numbers.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    low = try container.decode(Double.self)
    high = try container.decode(Double.self)
  }

  /// Writes an array of two numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(low)
    try container.encode(high)
  }

  /// The interval with both bounds moved into [0, 1].
  public var clipped: Interval { Interval(low: min(1, max(0, low)), high: min(1, max(0, high))) }
}
