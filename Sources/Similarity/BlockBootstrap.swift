public import Tensors

/// Samples of blocks of rows, drawn with replacement, for intervals that respect autocorrelation.
///
/// Each replicate draws as many blocks as there are, and the scores are computed anew on them
/// (``ResampledScores``). The same draws serve every score, so that differences of scores get paired intervals.
/// Blocks do not overlap (Carlstein 1986); an interval is the score ± 1.96 standard deviations of its replicates, the
/// standard bootstrap interval (Efron and Tibshirani 1993). It is not centred on the replicates: a
/// sample that holds some rows twice scores higher, as fewer rows would. That sampling bias, the height that noise
/// alone adds, is not in the interval but in the null.
public struct BlockBootstrap: Sendable {
  /// The number of blocks.
  public let blocks: Int
  /// The number of replicates.
  public let replicates: Int
  /// How often each replicate holds each block, replicates × blocks.
  let counts: Matrix<Double>

  /// Draws `replicates` samples, at least 2, of `blocks` blocks each, as a function of the key alone.
  public init(blocks: Int, replicates: Int = 200, key: RandomKey) {
    precondition(blocks > 0 && replicates > 1, "\(replicates) replicates of \(blocks) blocks")
    self.blocks = blocks
    self.replicates = replicates
    var counts = Matrix<Double>(rows: replicates, columns: blocks)
    for draw in 0..<blocks * replicates {
      counts[draw / blocks, key.integer(draw, below: blocks)] += 1
    }
    self.counts = counts
  }
}

extension Interval {
  /// The 95 % interval of a score by the standard deviation of its replicates.
  public init(of score: Double, replicates: [Double]) {
    let mean = replicates.reduce(0, +) / Double(replicates.count)
    let squares = replicates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let half = 1.959964 * (squares / Double(max(replicates.count - 1, 1))).squareRoot()
    self.init(low: score - half, high: score + half)
  }
}
