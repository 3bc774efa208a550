import Experiments
import SingleDirections
import Storage
import Tensors

/// Rank correlations of what was measured of the units, or other directions, of one network or of several together.
struct PropertyCorrelations {
  private let found:
    [(x: UnitProperty, y: UnitProperty, all: Spearman, sites: [(site: String, value: Spearman)])]
  private let networks: Int
  private let directions: DirectionKind

  /// The pairs of properties that are told.
  private static let pairs: [(UnitProperty, UnitProperty)] = [
    (.selectivity, .lossRise), (.selectivity, .accuracyDrop), (.information, .lossRise),
    (.information, .accuracyDrop), (.selectivity, .norm), (.norm, .lossRise), (.selectivity, .variance),
    (.variance, .lossRise), (.selectivity, .canonicalCorrelation), (.canonicalCorrelation, .lossRise),
  ]

  /// Correlates the properties that all networks have.
  ///
  /// - Throws: `SingleDirectionsError.notFinite`.
  init(of networks: [MeasuredUnits], key: RandomKey) throws {
    self.networks = networks.count
    directions = networks.first?.directions ?? .units
    let sites = (networks.first?.sites ?? []).filter { site in
      networks.allSatisfy { $0.counted.contains(site) }
    }
    found = try Self.pairs.compactMap { x, y in
      guard let all = try Self.correlation(x, y, of: networks, at: nil, key: key) else { return nil }
      let within =
        sites.count < 2
        ? []
        : try sites.compactMap { site in
          try Self.correlation(x, y, of: networks, at: site, key: key).map { (site, $0) }
        }
      return (x, y, all, within)
    }
  }

  /// The correlation over the units of a site, or of all that count; nil where a network lacks a property.
  private static func correlation(
    _ x: UnitProperty, _ y: UnitProperty, of networks: [MeasuredUnits], at site: String?, key: RandomKey
  ) throws -> Spearman? {
    let values = networks.compactMap { network -> (x: [Double?], y: [Double?])? in
      guard let a = network.values(x), let b = network.values(y) else { return nil }
      let places = network.table.units.indices.filter {
        let own = network.table.units[$0].site
        return network.counted.contains(own) && (site == nil || site == own)
      }
      return (places.map { a[$0] }, places.map { b[$0] })
    }
    return values.count == networks.count ? try Spearman.pooled(values, key: key) : nil
  }

  /// Whether nothing could be correlated.
  var isEmpty: Bool { found.isEmpty }

  /// A sentence for each pair.
  var sentences: [String] {
    found.map { x, y, spearman, sites in
      let title = "Spearman of \(x.rawValue) and \(y.rawValue)\(networks > 1 ? " over \(networks) runs" : "")"
      guard let value = spearman.value else { return "\(title): one side never changes." }
      let interval = spearman.interval.map { " (95 % interval \($0.text(digits: 3)))" }
      let own =
        networks > 1
        ? spearman.meanOverNetworks.map { "; the runs' own have mean \($0.text(digits: 3))" } : nil
      let within = sites.compactMap(\.value.value)
      let inside =
        within.isEmpty
        ? ""
        : "; within a site \(ProgressLine.fixed(within.reduce(0, +) / Double(within.count), digits: 3)) on average"
      return
        "\(title): \(ProgressLine.fixed(value, digits: 3))\(interval ?? "") over \(spearman.pairs) \(directions.plural)\(own ?? "")\(inside)."
    }
  }

  /// A row for each pair over all sites, whose `site` is missing, and one for each site.
  var table: ResultTable {
    var table = ResultTable(columns: [
      .string("x"), .string("y"), .string("site"), .double("spearman"), .double("low"), .double("high"),
      .int("units"), .int("networks"), .double("mean_over_networks"), .double("mean_low"),
      .double("mean_high"),
    ])
    for (x, y, all, sites) in found {
      for (site, spearman) in [(nil, all)] + sites.map({ ($0.site as String?, $0.value) }) {
        let own = spearman.meanOverNetworks
        table.append([
          .string(x.columnName), .string(y.columnName), site.map { .string($0) } ?? .missing,
          .init(spearman.value), .init(spearman.interval?.low), .init(spearman.interval?.high),
          .int(spearman.pairs), .int(networks), .init(own?.mean), .init(own?.interval?.low),
          .init(own?.interval?.high),
        ])
      }
    }
    return table
  }
}
