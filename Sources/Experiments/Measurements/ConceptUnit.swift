public import SingleDirections
public import Tensors

/// The unit that follows a label best: chosen on one half of the rows, judged on the other.
///
/// Of a text the halves are the earlier and the later one.
public struct ConceptUnit: Equatable, Sendable {
  /// What the unit follows, such as `quoted`.
  public let label: String
  /// The unit.
  public let unit: UnitReference
  /// η² of the unit on the half that it was chosen on.
  public let chosen: Double
  /// η² of the same unit on the other half; 0 where it never changes there.
  public let heldOut: Double
  /// The largest η² that any unit of the site has on the other half with labels that tell nothing; nil where a text is too
  /// short to move them.
  public let null: NullSummary?
  /// The area under the ROC curve; of labels with two classes only.
  public let area: Area?

  /// How well a unit alone tells two classes apart, on the half that it was not chosen on.
  public struct Area: Equatable, Sendable {
    /// Whether the unit was higher with the label than without on the half that it was chosen on.
    public let isHigher: Bool
    /// The area under the ROC curve in that direction: below 0.5 where the other half contradicts it.
    public let heldOut: Double
    /// The largest area, in either direction, that any unit of the site has with labels that tell nothing; nil where a
    /// text is too short to move them.
    public let null: NullSummary?
  }

  /// Whether the unit lies above the null, with its η² on the other half over the null's 95th percentile; nil without one.
  public var isAboveNull: Bool? { null.map { heldOut > $0.percentile95 } }

  /// Finds the best unit of each site.
  ///
  /// η² is the share of a unit's variance that lies between the classes of the label; by it the unit is chosen and judged.
  /// The unit and the direction of its area come from the first half alone. The null takes the largest value of all units,
  /// and so bounds any choice among them.
  ///
  /// - Parameters:
  ///   - sites: the activations.
  ///   - labelling: the label of each row.
  ///   - nullDraws: how often labels are moved for the null: along a text, or shuffled where rows are independent.
  ///   - key: the source of the shuffles.
  /// - Returns: one entry a site; none where a half of the rows has fewer than two classes, or no unit changes.
  /// - Throws: what a measure throws.
  public static func best(
    of sites: [SiteActivations], for labelling: Labelling, nullDraws: Int = NullLabels.usualCount,
    key: RandomKey
  ) throws -> [ConceptUnit] {
    let (first, second) = labelling.halves
    guard first.hasClasses, second.hasClasses else { return [] }
    let null = second.labelling.null(draws: nullDraws, key: key)
    return try sites.compactMap { site in
      let (early, late) = (try first.activations(of: site), try second.activations(of: site))
      let chosen = try etaSquared(early, first.labelling.labels, labelling)
      guard let unit = chosen.indices.max(by: { (chosen[$0] ?? -1) < (chosen[$1] ?? -1) }),
        let score = chosen[unit]
      else { return nil }
      let labels = second.labelling.labels
      let maxima = try null.moved(labels).map { moved in
        try etaSquared(late, moved, labelling).reduce(0) { max($0, $1 ?? 0) }
      }
      return ConceptUnit(
        label: labelling.name, unit: UnitReference(site: site.site, unit: unit), chosen: score,
        heldOut: try etaSquared(late, labels, labelling)[unit] ?? 0, null: NullSummary(maxima, of: null.kind),
        area: labelling.classNames.count == 2
          ? try area(of: unit, (early, first.labelling.labels), (late, labels), null) : nil)
    }
  }

  private static func etaSquared(
    _ activations: SiteActivations, _ labels: [Int], _ labelling: Labelling
  ) throws -> [Double?] {
    var means = ConditionalMeans(
      site: activations.site, classes: labelling.classNames.count, units: activations.units)
    try means.add(activations.rows, labels: labels)
    return try EtaSquared(means).values
  }

  private static func area(
    of unit: Int, _ first: (rows: SiteActivations, labels: [Int]),
    _ second: (rows: SiteActivations, labels: [Int]), _ null: NullLabels
  ) throws -> Area {
    let chosen = try AUROC(first.rows, labels: first.labels.map { $0 > 0 }).values[unit]
    let judged = try AUROC(second.rows, labels: second.labels.map { $0 > 0 }, null: null)
    let isHigher = chosen >= 0.5
    let area = judged.values[unit]
    return Area(isHigher: isHigher, heldOut: isHigher ? area : 1 - area, null: judged.nullMaximum)
  }
}

extension Labelling {
  /// The earlier and the later half of the rows.
  fileprivate var halves: (HalfOfRows, HalfOfRows) {
    let order =
      places.map { places in places.indices.sorted { places[$0] < places[$1] } } ?? Array(labels.indices)
    let middle = order.count / 2
    return (HalfOfRows(self, Array(order[..<middle])), HalfOfRows(self, Array(order[middle...])))
  }
}

/// Some rows of activations with their labels.
private struct HalfOfRows {
  let rows: [Int]
  let labelling: Labelling

  init(_ whole: Labelling, _ rows: [Int]) {
    self.rows = rows
    labelling = Labelling(
      whole.name, classNames: whole.classNames, labels: rows.map { whole.labels[$0] },
      places: whole.places.map { places in rows.map { places[$0] } })
  }

  var hasClasses: Bool { Set(labelling.labels).count > 1 }

  func activations(of site: SiteActivations) throws -> SiteActivations {
    var values: [Float] = []
    values.reserveCapacity(rows.count * site.units)
    for row in rows { values += site.rows[row * site.units..<(row + 1) * site.units] }
    return try SiteActivations(site: site.site, units: site.units, rows: values)
  }
}
