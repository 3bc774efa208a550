/// The values of one unit, cut by their percentile ranks into bins of about equally many samples.
///
/// Exact zeros, of which a ReLU makes many, have a bin of their own as soon as there is one; percentiles are
/// then of the other values. Of m values and B bins, the one of rank r, from 1, has bin ⌊B·(r − 1/2) / m⌋.
/// Equal values have their mid-rank and so share a bin, and a value that fills the share of two bins is alone
/// in its own. Bins without values do not count.
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
    var last = -1
    var place = 0
    sorter.forEachRun { run in
      guard keys[run.lowerBound] != ColumnSorter.zero else { return }
      // Twice the mid-rank less 1, in whole numbers.
      let own = (2 * place + run.count) * limit / (2 * others)
      place += run.count
      if own > last { bin += 1 }
      last = own
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
