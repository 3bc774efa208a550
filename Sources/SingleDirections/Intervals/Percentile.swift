/// Percentiles of a sample.
enum Percentile {
  /// The value below which a fraction `p` of ascending values lies, interpolated linearly between neighbours.
  ///
  /// It is definition 7 of Hyndman and Fan (1996), the default of R and numpy.
  static func of(_ sorted: [Double], _ p: Double) -> Double {
    precondition(!sorted.isEmpty && p >= 0 && p <= 1, "percentile \(p) of \(sorted.count) values")
    let position = p * Double(sorted.count - 1)
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}
