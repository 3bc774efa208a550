import SingleDirections
import Storage
import Tensors

/// Rank correlations of what was measured of the units of one network, or of several together.
struct PropertyCorrelations {
  private let found: [(x: UnitProperty, y: UnitProperty, value: Spearman)]
  private let networks: Int

  /// The pairs of properties that are told.
  private static let pairs: [(UnitProperty, UnitProperty)] = [
    (.selectivity, .lossRise), (.selectivity, .accuracyDrop), (.information, .lossRise),
    (.information, .accuracyDrop), (.selectivity, .norm), (.norm, .lossRise),
  ]

  /// Correlates the properties that all networks have.
  ///
  /// - Throws: `SingleDirectionsError.notFinite`.
  init(of networks: [MeasuredUnits], key: RandomKey) throws {
    self.networks = networks.count
    found = try Self.pairs.compactMap { x, y in
      let values = networks.compactMap { network -> (x: [Double?], y: [Double?])? in
        guard let a = network.values(x), let b = network.values(y) else { return nil }
        let places = network.table.units.indices.filter {
          network.counted.contains(network.table.units[$0].site)
        }
        return (places.map { a[$0] }, places.map { b[$0] })
      }
      return values.count == networks.count ? (x, y, try Spearman.pooled(values, key: key)) : nil
    }
  }

  /// Whether nothing could be correlated.
  var isEmpty: Bool { found.isEmpty }

  /// A sentence for each pair.
  var sentences: [String] {
    found.map { x, y, spearman in
      let title = "Spearman of \(x.rawValue) and \(y.rawValue)\(networks > 1 ? " over \(networks) runs" : "")"
      guard let value = spearman.value else { return "\(title): one side never changes." }
      let interval = spearman.interval.map { " (95 % interval \($0.text(digits: 3)))" }
      let own =
        networks > 1
        ? spearman.meanOverNetworks.map { "; the runs' own have mean \($0.text(digits: 3))" } : nil
      return
        "\(title): \(ProgressLine.fixed(value, digits: 3))\(interval ?? "") over \(spearman.pairs) units\(own ?? "")."
    }
  }

  /// A row for each pair.
  var table: ResultTable {
    var table = ResultTable(columns: [
      .string("x"), .string("y"), .double("spearman"), .double("low"), .double("high"), .int("units"),
      .int("networks"), .double("mean_over_networks"), .double("mean_low"), .double("mean_high"),
    ])
    for (x, y, spearman) in found {
      let own = spearman.meanOverNetworks
      table.append([
        .string(x.columnName), .string(y.columnName), .init(spearman.value), .init(spearman.interval?.low),
        .init(spearman.interval?.high), .int(spearman.pairs), .int(networks), .init(own?.mean),
        .init(own?.interval?.low), .init(own?.interval?.high),
      ])
    }
    return table
  }
}
