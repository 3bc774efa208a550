/// Pairs of values as the ranks of their different values, and Spearman's coefficient of any sample of the
/// pairs.
///
/// Ranks of a resample follow from how often each different value was drawn: nothing is sorted again.
struct RankedPairs: Sendable {
  /// The rank of each pair's first value among the different first values, from 0.
  private let x: [Int]
  private let y: [Int]
  private let distinctX: Int
  private let distinctY: Int

  init(_ x: [Double], _ y: [Double]) {
    (self.x, distinctX) = Self.denseRanks(x)
    (self.y, distinctY) = Self.denseRanks(y)
  }

  /// The number of pairs.
  var count: Int { x.count }

  /// The coefficient when pair i is drawn `weights[i]` times; nil where either side is constant.
  ///
  /// It is Pearson's coefficient of the mid-ranks.
  func correlation(_ weights: [Int]) -> Double? {
    precondition(weights.count == count, "\(weights.count) weights for \(count) pairs")
    let ranksX = Self.centredMidRanks(x, distinct: distinctX, weights: weights)
    let ranksY = Self.centredMidRanks(y, distinct: distinctY, weights: weights)
    guard ranksX.squares > 0, ranksY.squares > 0 else { return nil }
    var product = 0.0
    let (a, b) = (ranksX.ranks.span, ranksY.ranks.span)
    let (x, y) = (self.x.span, self.y.span)
    for i in 0..<x.count { product += Double(weights[i]) * a[x[i]] * b[y[i]] }
    return min(1, max(-1, product / (ranksX.squares * ranksY.squares).squareRoot()))
  }

  /// The coefficient of the pairs themselves.
  var correlation: Double? { correlation([Int](repeating: 1, count: count)) }

  /// The mid-rank of each different value less the mean rank, and the sum of its squares over the sample.
  private static func centredMidRanks(
    _ dense: [Int], distinct: Int, weights: [Int]
  ) -> (ranks: [Double], squares: Double) {
    var counts = [Int](repeating: 0, count: distinct)
    for i in dense.indices { counts[dense[i]] += weights[i] }
    var ranks = [Double](repeating: 0, count: distinct)
    let mean = Double(weights.reduce(0, +) + 1) / 2
    var before = 0
    var squares = 0.0
    for (value, count) in counts.enumerated() where count > 0 {
      let rank = Double(before) + Double(count + 1) / 2 - mean
      ranks[value] = rank
      squares += Double(count) * rank * rank
      before += count
    }
    return (ranks, squares)
  }

  private static func denseRanks(_ values: [Double]) -> ([Int], distinct: Int) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Int](repeating: 0, count: values.count)
    var rank = -1
    for (place, i) in order.enumerated() {
      if place == 0 || values[i] > values[order[place - 1]] { rank += 1 }
      ranks[i] = rank
    }
    return (ranks, rank + 1)
  }
}
