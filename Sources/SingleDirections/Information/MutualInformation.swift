/// The mutual information of each unit's activity and the class, in nats.
///
/// The activity of a unit is cut by its own percentile ranks into bins, ten unless told, equal values
/// sharing their mid-rank and so their bin; exact zeros, as soon as there is one, have a further bin
/// of their own, and percentiles are then of the values that are not zero. The plug-in estimate is too high
/// for few samples. The corrected one is Hx + Hy − Hxy of entropies that each have (K − 1) / (2N) added, K the
/// cells that have samples (Miller, "Note on the bias of information estimates", 1955): the plug-in estimate
/// less (Kxy − Kx − Ky + 1) / (2N). Where every pair of bin and class occurs that is (R − 1)(C − 1) / (2N), the
/// bias of a full table, which Panzeri and Treves, "Analytical estimates of limited sampling biases in
/// different information measures", 1996, derive. The null says how high labels that tell nothing come.
public struct MutualInformation: Equatable, Sendable {
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
  /// The share of samples on which each unit is exactly 0; nil where a unit of the site was ever negative, as
  /// then none are rectified.
  public let zeroFractions: [Double]?
  /// The plug-in estimate of each unit.
  public let plugIn: [Double]
  /// The plug-in estimate less (Kxy − Kx − Ky + 1) / (2N), K the bins, classes and pairs of them that occur.
  ///
  /// It may be slightly negative. With few samples for each pair too few pairs occur and too little is taken
  /// off; of a unit that names its class it is higher than the plug-in estimate, as a plug-in entropy is too
  /// low.
  public let corrected: [Double]
  /// The plug-in estimate of each unit under labels that tell nothing; the same draws serve all units; nil
  /// without draws.
  public let null: [NullSummary]?

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
      let found = table.information(bins, labels.labels)
      return UnitInformation(
        zeros: bins.zeros, isNegative: sorter.hasNegative, plugIn: found.plugIn,
        excessCells: found.occupied - bins.count - labels.count + 1,
        moved: moved.map { table.information(bins, $0).plugIn })
    }
    site = activations.site
    self.samples = samples
    self.classes = labels.count
    absentClasses = labels.absent
    labelEntropy = table.labelEntropy
    zeroFractions =
      units.contains(where: \.isNegative) ? nil : units.map { Double($0.zeros) / Double(samples) }
    plugIn = units.map(\.plugIn)
    corrected = units.map { $0.plugIn - Double($0.excessCells) / Double(2 * samples) }
    self.null = null.flatMap { null in
      moved.isEmpty ? nil : units.compactMap { NullSummary($0.moved, of: null.kind) }
    }
  }
}

/// What is found for one unit.
private struct UnitInformation: Sendable {
  let zeros: Int
  let isNegative: Bool
  let plugIn: Double
  /// Kxy − Kx − Ky + 1.
  let excessCells: Int
  let moved: [Double]
}
