import SingleDirections
import Tensors

extension Interval {
  /// The two ends, such as "0.120 to 0.340".
  func text(digits: Int) -> String {
    "\(ProgressLine.fixed(low, digits: digits)) to \(ProgressLine.fixed(high, digits: digits))"
  }
}

extension MeanInterval {
  /// The mean with its interval, where there is one.
  func text(digits: Int) -> String {
    ProgressLine.fixed(mean, digits: digits)
      + (interval.map { " (95 % interval \($0.text(digits: digits)))" } ?? "")
  }
}
