extension Score {
  /// The losses of repetitions × points.
  static func losses(_ curves: [[Score]], at positions: [Double]) -> CurveFamily {
    CurveFamily(curves.map { $0.map(\.meanLoss) }, at: positions)
  }

  /// The accuracies of repetitions × points; nil if they were not counted.
  static func accuracies(_ curves: [[Score]], at positions: [Double]) -> CurveFamily? {
    let accuracies = curves.map { $0.compactMap(\.accuracy) }
    return accuracies[0].isEmpty ? nil : CurveFamily(accuracies, at: positions)
  }
}
