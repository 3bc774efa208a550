import Experiments
import Networks
import SingleDirections
import Storage
import Tensors

/// A property of units that goes by different names in networks of different kinds.
enum Property: String, CaseIterable {
  case selectivity
  case information = "mutual information"
  case norm = "L1 norm"
  case lossRise = "loss rise"
  case accuracyDrop = "accuracy drop"

  /// The names of columns that may hold it, the preferred one first.
  ///
  /// - Parameter prefix: what stands before columns that depend on the labels.
  func columns(_ prefix: String) -> [String] {
    switch self {
    case .selectivity: ["\(prefix)class_selectivity", "\(prefix)absolute_selectivity"]
    case .information: ["\(prefix)mutual_information_corrected"]
    case .norm: ["filter_l1_folded", "filter_l1"]
    case .lossRise: ["loss_rise"]
    case .accuracyDrop: ["accuracy_drop"]
    }
  }
}

/// What was measured of the units of one network.
struct MeasuredUnits {
  let table: UnitTable
  /// What stands before the names of columns that depend on the labels.
  let prefix: String
  /// The sites in the order of the network.
  let sites: [String]
  /// The sites whose units count in rank correlations.
  let counted: Set<String>

  /// Puts together what was measured.
  ///
  /// Clamped to zero, a cell state and the hidden state that is made of it do the same to an LSTM: of such twins only the
  /// hidden one counts, or units would be taken for twice as many.
  init(table: UnitTable, prefix: String, sites: [ExaminedSite]) {
    self.table = table
    self.prefix = prefix
    self.sites = sites.map(\.site.name)
    let hidden = Set(sites.filter { $0.site.kind == .hidden }.map(\.site.layer))
    counted = Set(
      sites.filter { $0.site.kind != .cell || !hidden.contains($0.site.layer) }.map(\.site.name))
  }

  /// The values of a property: of each unit that column which its site has, nil where it has none.
  func values(_ property: Property) -> [Double?]? {
    let columns = property.columns(prefix).compactMap(table.numbers)
    guard !columns.isEmpty else { return nil }
    // A site without batch norm has no folded norm, and its plain one is the same thing.
    return table.units.indices.map { unit in columns.lazy.compactMap { $0[unit] }.first }
  }

  /// The mean of a property over the units of a site that have it.
  func mean(_ property: Property, of site: String) -> Double? {
    guard let values = values(property) else { return nil }
    let present = zip(table.sites, values).compactMap { $0.0 == site ? $0.1 : nil }
    return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
  }

  /// Means over units of each site: a row for each site, in the order of the network.
  var siteTable: ResultTable {
    let present = Property.allCases.filter { values($0) != nil }
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
    return ["Mean rise of the loss when one unit is removed, by site: \(parts.joined(separator: ", "))."]
  }

  /// The numbers that are compared between runs: means over all units, and over those of each site.
  var numbers: [(name: String, value: Double)] {
    Property.allCases.flatMap { property -> [(name: String, value: Double)] in
      guard let values = values(property)?.compactMap(\.self), !values.isEmpty else { return [] }
      let name = "mean \(property.rawValue)"
      return [(name, values.reduce(0, +) / Double(values.count))]
        + sites.compactMap { site in mean(property, of: site).map { ("\(name) in \(site)", $0) } }
    }
  }
}

extension Property {
  /// The name in columns of tables.
  var columnName: String {
    switch self {
    case .selectivity: "selectivity"
    case .information: "mutual_information"
    case .norm: "l1_norm"
    case .lossRise: "loss_rise"
    case .accuracyDrop: "accuracy_drop"
    }
  }
}

/// Means over units of each site, over several networks.
struct NetworkMeans {
  private let rows: [(site: String, property: Property, mean: MeanInterval)]

  /// Takes the means of the sites that all networks have.
  init(_ networks: [MeasuredUnits]) {
    rows = (networks.first?.sites ?? []).flatMap { site in
      Property.allCases.compactMap { property in
        let means = networks.compactMap { $0.mean(property, of: site) }
        return means.count == networks.count ? (site, property, MeanInterval(means)) : nil
      }
    }
  }

  /// A row for each site and property, with the t interval over networks.
  var table: ResultTable {
    var table = ResultTable(columns: [
      .string("site"), .string("property"), .double("mean"), .double("low"), .double("high"),
      .int("networks"),
    ])
    for (site, property, mean) in rows {
      table.append([
        .string(site), .string(property.columnName), .double(mean.mean),
        .init(mean.interval?.low), .init(mean.interval?.high), .int(mean.count),
      ])
    }
    return table
  }

  /// Where removing one unit hurts most.
  var sentences: [String] {
    let parts = rows.filter { $0.property == .lossRise }.map { "\($0.site) \($0.mean.text(digits: 5))" }
    guard !parts.isEmpty else { return [] }
    return [
      "Mean rise of the loss when one unit is removed, by site, over runs: "
        + "\(parts.joined(separator: ", "))."
    ]
  }
}
