/// How much each unit prefers one class: (μmax − μrest) / (μmax + μrest).
///
/// μmax is the largest mean of a class and μrest the mean of the means of the other classes (Morcos and
/// others 2018). The index is 0 for a unit that answers all classes alike, and 1 for one that answers a
/// single class. Classes without samples are left out.
public struct ClassSelectivityIndex: Equatable, Sendable {
  /// Which of the indices it is, by what was averaged.
  public enum Measure: String, Sendable {
    /// Of the activity itself, which is never negative, such as after a ReLU.
    case classSelectivity = "class_selectivity"
    /// Of |x|, for signed activity; not comparable with the index itself.
    case absoluteSelectivity = "absolute_selectivity"
    /// Of σ(x), for signed activity; not comparable with the index itself.
    case sigmoidSelectivity = "sigmoid_selectivity"
  }

  /// The name of the site.
  public let site: String
  /// Which of the indices it is.
  public let measure: Measure
  /// The number of classes that have samples.
  public let classes: Int
  /// The number of classes that have none and were left out.
  public let absentClasses: Int
  /// The index of each unit, in [0, 1]; nil for a unit that was silent on all samples.
  public let values: [Double?]
  /// The class with the largest mean, the lowest of equals; nil for a silent unit.
  public let preferredClasses: [Int?]

  /// Computes the index of every unit; the transform of the means decides which.
  ///
  /// - Throws: ``SingleDirectionsError/negativeActivity(_:value:)`` with the first unit that was ever
  ///   negative, ``SingleDirectionsError/tooFewClasses(source:present:)``.
  public init(_ means: ConditionalMeans) throws(SingleDirectionsError) {
    site = means.site
    measure =
      switch means.transform {
      case .identity: .classSelectivity
      case .absolute: .absoluteSelectivity
      case .sigmoid: .sigmoidSelectivity
      }
    absentClasses = means.absentClasses
    classes = means.classes - means.absentClasses
    guard classes >= 2 else { throw .tooFewClasses(source: site, present: classes) }
    var values: [Double?] = []
    var preferred: [Int?] = []
    for unit in 0..<means.units {
      let least = means.minimum(of: unit)
      guard least >= 0 else {
        throw .negativeActivity(UnitReference(site: means.site, unit: unit), value: least)
      }
      let result = Self.index(means.classMeans(of: unit), classes: classes)
      values.append(result?.index)
      preferred.append(result?.preferred)
    }
    self.values = values
    preferredClasses = preferred
  }

  private static func index(_ means: [Double?], classes: Int) -> (index: Double, preferred: Int)? {
    var preferred = 0
    var best = -1.0
    for (label, mean) in means.enumerated() {
      if let mean, mean > best { (preferred, best) = (label, mean) }
    }
    // The others are added by themselves: taking the largest from the sum of all would cost digits.
    var others = 0.0
    for (label, mean) in means.enumerated() where label != preferred { others += mean ?? 0 }
    let rest = others / Double(classes - 1)
    guard best + rest > 0 else { return nil }
    return (min(1, max(0, (best - rest) / (best + rest))), preferred)
  }
}
