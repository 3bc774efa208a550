/// One row for each unit of a network: its site, its index and whatever was measured of it.
///
/// Rows are sorted by site and index. Measures of different sites with columns of the same names are joined
/// together:
///
/// ```swift
/// var table = UnitTable()
/// try table.join([firstLayerSelectivity, secondLayerSelectivity])
/// try table.join([importance])
/// table.numbers("class_selectivity")
/// ```
public struct UnitTable: Equatable, Sendable {
  /// The units of the rows, ascending.
  public private(set) var units: [UnitReference] = []
  /// The columns in the order in which they were joined; each has a value for each row, or nil.
  public private(set) var columns: [UnitColumn] = []

  /// Creates a table without rows.
  public init() {}

  /// The site of each row.
  public var sites: [String] { units.map(\.site) }

  /// The column of a name.
  public func column(_ name: String) -> UnitColumn? { columns.first { $0.name == name } }

  /// The values of a column of numbers, whole or not; nil if there is none of this name.
  public func numbers(_ name: String) -> [Double?]? {
    switch column(name)?.values {
    case .numbers(let values): values
    case .integers(let values): values.map { $0.map(Double.init) }
    case nil: nil
    }
  }

  /// Adds columns for units in any order; units that the table does not have become rows.
  ///
  /// - Throws: ``SingleDirectionsError/duplicateColumn(_:)``,
  ///   ``SingleDirectionsError/duplicateUnit(_:list:)``; the table is then as it was.
  public mutating func join(
    _ columns: [UnitColumn], for newUnits: [UnitReference]
  ) throws(SingleDirectionsError) {
    var names = Set(self.columns.map(\.name))
    for column in columns {
      precondition(
        column.values.count == newUnits.count,
        "\(column.values.count) values of \(column.name) for \(newUnits.count) units")
      guard names.insert(column.name).inserted else { throw .duplicateColumn(column.name) }
    }
    _ = try UnitReference.sortedOnce(newUnits, list: "the column \(columns.first?.name ?? "")")
    let merged = Set(units).union(newUnits).sorted()
    var places: [UnitReference: Int] = [:]
    for (place, unit) in merged.enumerated() { places[unit] = place }
    let oldPlaces = units.compactMap { places[$0] }
    let newPlaces = newUnits.compactMap { places[$0] }
    self.columns =
      self.columns.map { UnitColumn($0.name, $0.values.spread(to: oldPlaces, count: merged.count)) }
      + columns.map { UnitColumn($0.name, $0.values.spread(to: newPlaces, count: merged.count)) }
    units = merged
  }

  /// Adds what was measured, of one site or of several; columns of the same name become one.
  ///
  /// - Parameters:
  ///   - measured: results, of different units where they have columns of the same name.
  ///   - prefix: what stands before the name of each column, such as the kind of the labels.
  /// - Throws: ``SingleDirectionsError/duplicateColumn(_:)``,
  ///   ``SingleDirectionsError/duplicateUnit(_:list:)``.
  public mutating func join(
    _ measured: [any UnitMeasurement], prefix: String = ""
  ) throws(SingleDirectionsError) {
    var names: [String] = []
    var joined: [String: (units: [UnitReference], values: UnitColumn.Values)] = [:]
    for result in measured {
      for column in result.unitColumns {
        let name = prefix + column.name
        if let known = joined[name] {
          joined[name] = (known.units + result.units, known.values.appending(column.values))
        } else {
          names.append(name)
          joined[name] = (result.units, column.values)
        }
      }
    }
    var table = self
    for name in names {
      guard let (units, values) = joined[name] else { continue }
      try table.join([UnitColumn(name, values)], for: units)
    }
    self = table
  }
}
