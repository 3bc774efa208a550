import Experiments
import Networks
import SingleDirections
import Storage
import Tensors

/// What was measured of the units, or other directions, of one network.
struct MeasuredUnits {
  let directions: DirectionKind
  let table: UnitTable
  /// What stands before the names of columns that depend on the labels.
  let prefix: String
  /// The sites in the order of the network.
  let sites: [String]
  /// The sites whose units count in rank correlations.
  let counted: Set<String>

  /// Puts together what was measured.
  ///
  /// Clamped to zero, a unit of a cell state and that of the hidden state that is made of it do the same to an LSTM: of such
  /// twins only the hidden one counts, or units would be taken for twice as many.
  init(_ found: UnitsMeasurement, sites: [ExaminedSite]) {
    directions = found.directions
    table = found.table
    prefix = found.prefix
    self.sites = sites.map(\.site.name)
    let hidden =
      found.directions != .units ? [] : Set(sites.filter { $0.site.kind == .hidden }.map(\.site.layer))
    counted = Set(
      sites.filter { $0.site.kind != .cell || !hidden.contains($0.site.layer) }.map(\.site.name))
  }

  /// The values of a property: of each unit that column which its site has, nil where it has none.
  func values(_ property: UnitProperty) -> [Double?]? {
    let columns = property.columns(prefix).compactMap(table.numbers)
    guard !columns.isEmpty else { return nil }
    // A site without batch norm has no folded norm, and its plain one is the same thing.
    return table.units.indices.map { unit in columns.lazy.compactMap { $0[unit] }.first }
  }

  /// The mean of a property over the units of a site that have it.
  func mean(_ property: UnitProperty, of site: String) -> Double? {
    guard let values = values(property) else { return nil }
    let present = zip(table.sites, values).compactMap { $0.0 == site ? $0.1 : nil }
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
  }

  /// Means over units of each site: a row for each site, in the order of the network.
  var siteTable: ResultTable {
    let present = UnitProperty.allCases.filter { values($0) != nil }
    return ResultTable(
      columns: [.string("site", sites)]
        + present.map { property in
          .double("mean_\(property.columnName)", sites.map { mean(property, of: $0) })
        })
  }

  /// Where removing one unit hurts most.
  var sentences: [String] {
    let parts = sites.compactMap { site in
      mean(.lossRise, of: site).map { "\(site) \(ProgressLine.fixed($0, digits: 5))" }
    }
    guard !parts.isEmpty else { return [] }
    return [
      "Mean rise of the loss when one \(directions.singular) is removed, by site: \(parts.joined(separator: ", "))."
    ]
  }

  /// The numbers that are compared between runs: means over all units, and over those of each site.
  var numbers: [(name: String, value: Double)] {
    UnitProperty.allCases.flatMap { property -> [(name: String, value: Double)] in
      guard let values = values(property)?.compactMap(\.self), !values.isEmpty else { return [] }
      let name = "mean \(property.rawValue)"
      return [(name, values.reduce(0, +) / Double(values.count))]
        + sites.compactMap { site in mean(property, of: site).map { ("\(name) in \(site)", $0) } }
    }
  }
}
