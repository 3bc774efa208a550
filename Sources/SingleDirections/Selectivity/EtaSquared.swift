/// The share of each unit's variance that its class explains, for activity of any sign.
///
/// η² is the sum of squares between classes over the total; it grows with the number of classes even where
/// they do not matter. ε² (Kelley 1935) and ω² (Hays 1963) take what chance gives off, and may be slightly
/// negative.
public struct EtaSquared: Equatable, Sendable {
  /// The name of the site.
  public let site: String
  /// The number of classes that have samples.
  public let classes: Int
  /// The number of classes that have none and were left out.
  public let absentClasses: Int
  /// SSB / SST of each unit, in [0, 1]; nil for a unit that never changes.
  public let values: [Double?]
  /// (SSB − (k − 1)·MSW) / SST, MSW = SSW / (N − k), of N samples and k classes; nil for a unit that never
  /// changes and where N ≤ k.
  public let epsilonSquared: [Double?]
  /// (SSB − (k − 1)·MSW) / (SST + MSW); nil where ε² is.
  public let omegaSquared: [Double?]

  /// Computes the shares of every unit.
  ///
  /// - Throws: ``SingleDirectionsError/tooFewClasses(source:present:)``.
  public init(_ means: ConditionalMeans) throws(SingleDirectionsError) {
    site = means.site
    absentClasses = means.absentClasses
    classes = means.classes - means.absentClasses
    guard classes >= 2 else { throw .tooFewClasses(source: site, present: classes) }
    let spreads = (0..<means.units).map { means.spread(of: $0) }
    let freedom = Double(classes - 1)
    let residual = Double(means.samples - classes)
    values = spreads.map { $0.total > 0 ? $0.between / $0.total : nil }
    epsilonSquared = spreads.map {
      $0.total > 0 && residual > 0 ? ($0.between - freedom * $0.within / residual) / $0.total : nil
    }
    omegaSquared = spreads.map {
      let mean = $0.within / residual
      return $0.total > 0 && residual > 0 ? ($0.between - freedom * mean) / ($0.total + mean) : nil
    }
  }
}
