/// The mutual information of each unit's activity and the class, in nats.
///
/// The activity of a unit is cut by its own percentile ranks into bins, ten unless told, equal values
/// sharing their mid-rank and so their bin; exact zeros, as soon as there is one, have a further bin
/// of their own, and percentiles are then of the values that are not zero. The plug-in estimate is too high,
/// by about (R − 1)(C − 1) / (2N) for R bins and C classes that occur among N samples (Miller 1955, Madow
/// 1948); the null says how high labels that tell nothing come.
public struct MutualInformation: Equatable, Sendable, Codable {
  /// The name of the site.
  public let site: String
  /// The number of samples.
  public let samples: Int
  /// The number of classes that have samples.
  public let classes: Int
  /// The number of classes that have none and were left out.
  public let absentClasses: Int
  /// The entropy of the labels, by the plug-in estimate: the most that a unit can tell.
  public let labelEntropy: Double
  /// The number of bins that each unit's values fill.
  public let occupiedBins: [Int]
  /// The fraction of each unit's values that are exactly 0.
  public let zeroFractions: [Double]
  /// The plug-in estimate of each unit.
  public let plugIn: [Double]
  /// The plug-in estimate less (R − 1)(C − 1) / (2N), R the bins that the unit fills; may be slightly
  /// negative.
  ///
  /// Where many pairs of bin and class never occur it takes too much off: it is then a lower estimate.
  public let corrected: [Double]
  /// The plug-in estimate of each unit under labels that tell nothing; the same draws serve all units; nil
  /// without draws.
  public let null: [NullSummary]?

  private enum CodingKeys: String, CodingKey {
    case site, samples, classes
    case absentClasses = "absent_classes"
    case labelEntropy = "label_entropy"
    case occupiedBins = "occupied_bins"
    case zeroFractions = "zero_fractions"
    case plugIn = "plug_in"
    case corrected, null
  }

  /// Estimates the information of every unit.
  ///
  /// - Parameters:
  ///   - activations: samples × units.
  ///   - labels: the class of each sample, from 0 to classes − 1.
  ///   - classes: the number of classes that labels may name.
  ///   - bins: the number of bins for the values of a unit that are not zero, at least 2.
  ///   - null: the labels that tell nothing.
  /// - Throws: ``SingleDirectionsError``: `setting`, `label` or `tooFewClasses`.
  public init(
    _ activations: SiteActivations, labels: [Int], classes: Int, bins limit: Int = 10,
    null: NullLabels? = nil
  ) throws {
    precondition(
      labels.count == activations.samples, "\(labels.count) labels for \(activations.samples) samples")
    guard limit >= 2 else {
      throw SingleDirectionsError.setting(
        name: "the number of bins", value: "\(limit)", needed: "at least 2")
    }
    let samples = labels.count
    let labels = try ClassLabels(labels, classes: classes, site: activations.site)
    let moved = null?.moved(labels.labels) ?? []
    let table = Contingency(labels)
    let units = try activations.mapSortedColumns { sorter in
      let bins = PercentileBins(sorter, limit: limit)
      return UnitInformation(
        bins: bins.count, zeros: bins.zeros, plugIn: table.information(bins, labels.labels),
        moved: moved.map { table.information(bins, $0) })
    }
    site = activations.site
    self.samples = samples
    self.classes = labels.count
    absentClasses = labels.absent
    labelEntropy = table.labelEntropy
    occupiedBins = units.map(\.bins)
    zeroFractions = units.map { Double($0.zeros) / Double(samples) }
    plugIn = units.map(\.plugIn)
    let freedom = labels.count - 1
    corrected = units.map { $0.plugIn - Double(($0.bins - 1) * freedom) / Double(2 * samples) }
    self.null = null.flatMap { null in
      moved.isEmpty ? nil : units.compactMap { NullSummary($0.moved, of: null.kind) }
    }
  }
}

/// What is found for one unit.
private struct UnitInformation: Sendable {
  let bins: Int
  let zeros: Int
  let plugIn: Double
  let moved: [Double]
}
