/// Curves of one score against the strength of a change, one for each ordering or repetition, and what they
/// have in common.
public struct CurveFamily: Equatable, Sendable {
  /// The curves, repetitions × points.
  public let curves: [[Double]]
  /// The mean over repetitions at each point.
  public let mean: [Double]
  /// The standard deviation over repetitions at each point, with divisor repetitions − 1; nil for one
  /// repetition.
  public let standardDeviation: [Double]?
  /// The area under each curve by the trapezoid rule, divided by the range of the horizontal axis: a mean
  /// height.
  public let areas: [Double]
  /// The mean area, with its 95 % t interval over repetitions.
  public let area: MeanInterval

  /// Summarises curves.
  ///
  /// - Parameters:
  ///   - curves: repetitions × points, at least one repetition.
  ///   - positions: the ascending positions of the points on the horizontal axis, at least two.
  public init(_ curves: [[Double]], at positions: [Double]) {
    precondition(
      positions.count > 1 && !curves.isEmpty, "\(curves.count) curves of \(positions.count) points")
    precondition(
      curves.allSatisfy { $0.count == positions.count }, "a curve without \(positions.count) points")
    let points = positions.indices.map { point in MeanInterval(curves.map { $0[point] }) }
    self.curves = curves
    mean = points.map(\.mean)
    standardDeviation = curves.count > 1 ? points.compactMap(\.standardDeviation) : nil
    areas = curves.map { Self.normalisedArea(under: $0, at: positions) }
    area = MeanInterval(areas)
  }

  /// The area under a curve by the trapezoid rule over the length of its horizontal axis.
  static func normalisedArea(under curve: [Double], at positions: [Double]) -> Double {
    var area = 0.0
    for i in 1..<positions.count {
      area += (positions[i] - positions[i - 1]) * (curve[i] + curve[i - 1]) / 2
    }
    return area / (positions[positions.count - 1] - positions[0])
  }
}
