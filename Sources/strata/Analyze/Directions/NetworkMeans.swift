import Experiments
import SingleDirections
import Storage
import Tensors

/// Means over units, or other directions, of each site, over several networks.
struct NetworkMeans {
  private let directions: DirectionKind
  private let rows: [(site: String, property: UnitProperty, mean: MeanInterval)]

  /// Takes the means of the sites that all networks have.
  init(_ networks: [MeasuredUnits]) {
    directions = networks.first?.directions ?? .units
    rows = (networks.first?.sites ?? []).flatMap { site in
      UnitProperty.allCases.compactMap { property in
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
      "Mean rise of the loss when one \(directions.singular) is removed, by site, over runs: "
        + "\(parts.joined(separator: ", "))."
    ]
  }
}
