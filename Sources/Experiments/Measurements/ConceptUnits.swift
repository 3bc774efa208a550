public import SingleDirections

/// The unit that follows a label best: chosen on one half of the rows, judged on the other.
public struct ConceptUnit: Codable, Equatable, Sendable {
  /// What the unit follows, such as `quoted`.
  public let label: String
  /// The unit.
  public let unit: UnitReference
  /// η² of the unit on the half that it was chosen on.
  public let chosen: Double
  /// η² of the same unit on the other half.
  public let heldOut: Double
  /// The largest η² that any unit of the site has on the other half with labels moved to other places of the text.
  public let shiftedMaximum: Double
  /// The area under the ROC curve on the other half; of labels with two classes only.
  public let auroc: Double?

  private enum CodingKeys: String, CodingKey {
    case label, unit, chosen
    case heldOut = "held_out"
    case shiftedMaximum = "shifted_maximum"
    case auroc
  }

  /// Finds the best unit of each site.
  ///
  /// η² is the share of a unit's variance that lies between the classes of the label. Rows of a text are not independent, so
  /// the null moves labels along the text, by a fifth, two fifths and so on of the half's length.
  ///
  /// - Parameters:
  ///   - sites: the activations.
  ///   - labelling: the label of each row.
  /// - Returns: one entry a site; none where a half of the rows has fewer than two classes.
  /// - Throws: what a measure throws.
  public static func best(of sites: [SiteActivations], for labelling: Labelling) throws -> [ConceptUnit] {
    try sites.compactMap { site in
      let middle = site.samples / 2
      let classes = labelling.classNames.count
      let (first, second) = (0..<middle, middle..<site.samples)
      let labels = Array(labelling.labels[second])
      guard Set(labelling.labels[first]).count > 1, Set(labels).count > 1 else { return nil }
      let chosen = try etaSquared(site, first, Array(labelling.labels[first]), classes)
      guard let unit = chosen.indices.max(by: { (chosen[$0] ?? -1) < (chosen[$1] ?? -1) }),
        let score = chosen[unit]
      else { return nil }
      let judged = try etaSquared(site, second, labels, classes)
      var null = 0.0
      for fifth in 1..<5 {
        let shift = labels.count * fifth / 5
        let moved = Array(labels[shift...] + labels[..<shift])
        for value in try etaSquared(site, second, moved, classes) { null = max(null, value ?? 0) }
      }
      return ConceptUnit(
        label: labelling.name, unit: UnitReference(site: site.site, unit: unit), chosen: score,
        heldOut: judged[unit] ?? 0, shiftedMaximum: null,
        auroc: classes == 2 ? try area(site, unit, second, labels) : nil)
    }
  }

  private static func etaSquared(
    _ site: SiteActivations, _ rows: Range<Int>, _ labels: [Int], _ classes: Int
  ) throws -> [Double?] {
    var means = ConditionalMeans(site: site.site, classes: classes, units: site.units)
    try means.add(
      Array(site.rows[rows.lowerBound * site.units..<rows.upperBound * site.units]), labels: labels)
    return try EtaSquared(means).values
  }

  private static func area(
    _ site: SiteActivations, _ unit: Int, _ rows: Range<Int>, _ labels: [Int]
  ) throws -> Double {
    let values = rows.map { site.rows[$0 * site.units + unit] }
    let column = try SiteActivations(site: site.site, units: 1, rows: values)
    return try AUROC(column, labels: labels.map { $0 > 0 }).values[0]
  }
}
