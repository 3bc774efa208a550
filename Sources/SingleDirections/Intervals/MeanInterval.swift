public import Tensors

/// The mean of independent values, such as those of several seeds, with its 95 % t interval.
public struct MeanInterval: Equatable, Sendable {
  /// The number of values.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation with divisor count − 1; nil for one value.
  public let standardDeviation: Double?
  /// mean ± t · standard deviation / √count, t the 97.5 % quantile with count − 1 degrees of freedom; nil for
  /// one value.
  public let interval: Interval?

  /// Summarises finite values, at least one.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "the mean of no values")
    count = values.count
    // From the first value, so that equal values have exactly their mean and no spread.
    let offsets = values.map { $0 - values[0] }
    let offset = offsets.reduce(0, +) / Double(values.count)
    mean = values[0] + offset
    guard values.count > 1 else {
      standardDeviation = nil
      interval = nil
      return
    }
    let squares = offsets.reduce(0) { $0 + ($1 - offset) * ($1 - offset) }
    let deviation = (squares / Double(count - 1)).squareRoot()
    let half =
      StudentT.quantile(0.975, degreesOfFreedom: Double(count - 1)) * deviation / Double(count).squareRoot()
    standardDeviation = deviation
    interval = Interval(low: mean - half, high: mean + half)
  }
}

extension MeanInterval {
  /// Summarises values that may be none or not finite.
  ///
  /// - Throws: ``SingleDirectionsError/empty(_:)``,
  ///   ``SingleDirectionsError/notFinite(source:row:column:value:)``.
  init(finite values: [Double], source: String) throws(SingleDirectionsError) {
    guard !values.isEmpty else { throw .empty("value to compare") }
    for (row, value) in values.enumerated() where !value.isFinite {
      throw .notFinite(source: source, row: row, column: 0, value: "\(value)")
    }
    self.init(values)
  }
}
