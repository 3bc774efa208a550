/// The null of circular shifts: one side's rows moved by large lags against the other's.
///
/// Rows of a running text resemble their neighbours, so that there are fewer independent ones than rows and the
/// formula's null is too low. A shift keeps each side's own order and breaks only the correspondence.
public struct CircularShifts: Equatable, Sendable {
  /// The lags in rows: whole windows, spread evenly over the rows.
  public let lags: [Int]

  /// Chooses `count` lags for `rows` rows in windows of `windowLength`; fewer where there are fewer windows.
  public init(rows: Int, windowLength: Int = 1, count: Int) {
    precondition(rows > 0 && windowLength > 0 && count >= 0, "shifts of \(rows) rows")
    // A lag of whole windows keeps the position in the window; a single window is shifted by rows.
    let unit = rows / windowLength > 1 ? windowLength : 1
    let windows = rows / unit
    // There are no more different lags than this.
    let count = min(count, windows - 1)
    var lags: [Int] = []
    for i in 1..<(count + 1) {
      let lag = windows * i / (count + 1) * unit
      if lag > 0, lag != lags.last { lags.append(lag) }
    }
    self.lags = lags
  }
}

/// The canonical correlations under circular shifts.
public struct ShiftedNull: Codable, Equatable, Sendable {
  /// The mean correlation, over all shifts.
  public let mean: Double
  /// The largest correlation of any shift.
  public let max: Double
  /// The number of shifts.
  public let shifts: Int

  /// Correlates `x` with `y` shifted by each lag.
  public init(
    _ x: PreparedRepresentation, _ y: PreparedRepresentation, shifts: CircularShifts
  ) throws {
    try PairScores.check(x, y)
    let means = try shifts.lags.map { lag in
      let cross = try CrossCovariance(x, y, lag: lag)
      let null = try CanonicalCorrelation(
        cross.white, withVectors: false, name: "\(x.name) with shifted \(y.name)")
      return (mean: null.mean, max: null.coefficients.first ?? 0)
    }
    mean = means.isEmpty ? 0 : means.reduce(0) { $0 + $1.mean } / Double(means.count)
    max = means.map(\.max).max() ?? 0
    self.shifts = means.count
  }
}
