/// Whether two numbers agree within `tolerance` times the larger magnitude (or `floor`); never true for NaN, and
/// for an infinity only with itself.
public func isClose(_ a: Double, _ b: Double, tolerance: Double, floor: Double = 0) -> Bool {
  guard a.isFinite, b.isFinite else { return a == b }
  return abs(a - b) <= max(tolerance * max(abs(a), abs(b)), floor)
}

/// The largest absolute difference of two arrays over the largest magnitude of the second.
///
/// This is the measure of "within 1e-5 of each tensor's largest magnitude". NaN in either gives infinity.
public func scaledDifference<T: BinaryFloatingPoint>(_ a: [T], _ b: [T]) -> Double {
  guard a.count == b.count else { return .infinity }
  var scale = 0.0
  var difference = 0.0
  for (x, y) in zip(a, b) {
    let gap = abs(Double(x) - Double(y))
    if gap.isNaN { return .infinity }
    scale = max(scale, abs(Double(y)))
    difference = max(difference, gap)
  }
  return scale > 0 ? difference / scale : difference
}
