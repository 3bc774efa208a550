/// The values of one unit, cut at its own percentiles into bins of about equally many samples.
///
/// Exact zeros, of which a ReLU makes many, have a bin of their own as soon as there is one; the other values are cut at
/// the percentiles of the values that are not zero. Edge k of B bins is the sorted value number ⌊k·m / B⌋ of m; a value
/// lies above the edges that are not greater than it, so equal values share a bin. Bins without values do not count.
struct PercentileBins {
  /// The bin of each sample.
  let bins: [Int32]
  /// The number of bins, each of which has samples.
  let count: Int
  /// The number of exact zeros, which have the last bin.
  let zeros: Int

  /// Cuts the values that a sorter holds into at most `limit` bins, and one of zeros.
  init(_ sorter: ColumnSorter, limit: Int) {
    let keys = sorter.keys.span
    var zeros = 0
    for i in 0..<keys.count where keys[i] == ColumnSorter.zero { zeros += 1 }
    let others = keys.count - zeros
    var bins = [Int32](repeating: -1, count: keys.count)
    var bin = -1
    var edge = 1
    var place = 0
    sorter.forEachRun { run in
      guard keys[run.lowerBound] != ColumnSorter.zero else { return }
      place += run.count
      let before = edge
      while edge < limit, edge * others / limit < place { edge += 1 }
      if bin < 0 || edge > before { bin += 1 }
      for i in run { bins[Int(sorter.samples[i])] = Int32(bin) }
    }
    let cut = bin + 1
    if zeros > 0 {
      for i in bins.indices where bins[i] < 0 { bins[i] = Int32(cut) }
    }
    self.bins = bins
    self.zeros = zeros
    count = zeros > 0 ? cut + 1 : cut
  }
}
