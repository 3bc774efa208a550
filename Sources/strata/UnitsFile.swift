import Networks
import SingleDirections
import Storage

/// The table of a run's units, `analysis/units.csv` and `.json`: one row a unit, with every column that any analysis gave.
///
/// `units-origins` beside it says for each column and site of which checkpoint, part and how many rows it was measured.
struct UnitsFile {
  private let folder: String
  private let files: any FileSystem

  /// What the columns of one analysis were measured on.
  struct Origin: Equatable {
    var step: Int
    var part: String
    var samples: Int
    /// The run that units were matched with.
    var partner: String?
  }

  /// The joined tables, and what had to go.
  struct Joined {
    var units: ResultTable
    var origins: ResultTable
    /// Columns of another checkpoint, which do not belong beside the new ones.
    var dropped: [String]
  }

  /// Names the file of a run.
  init(of run: RunDirectory, in files: any FileSystem) {
    folder = run.analysisPath
    self.files = files
  }

  /// The table with the columns of a new one: of the same sites they replace those it has, others stay if they are of the
  /// same checkpoint.
  ///
  /// - Throws: a storage or table error where the present table cannot be read.
  func joined(_ table: UnitTable, from origin: Origin) throws -> Joined {
    var cells = UnitCells()
    let dropped = try readPresent(into: &cells, step: origin.step)
    let sites = Set(table.sites)
    for column in table.columns { cells.remove(column.name, of: sites, kind: column.kind) }
    for column in table.columns {
      for (unit, value) in zip(table.units, column.cells) where value != .missing {
        cells.set(column.name, column.kind, unit, value)
        var origin = origin
        if !column.name.hasPrefix("partner_") { origin.partner = nil }
        cells.origins[UnitCells.Place(column: column.name, site: unit.site)] = origin
      }
      // A column without a value is told too.
      cells.add(column.name, column.kind)
    }
    return Joined(units: cells.table, origins: cells.originTable, dropped: dropped)
  }

  /// Reads what is there and belongs to a step; returns the names of columns that do not.
  private func readPresent(into cells: inout UnitCells, step: Int) throws -> [String] {
    let (path, originsPath) = ("\(folder)/units.json", "\(folder)/units-origins.json")
    guard try files.exists(path), try files.exists(originsPath) else { return [] }
    let present = try ResultTable(json: try files.read(path), source: path)
    let known = try ResultTable(json: try files.read(originsPath), source: originsPath)
    var dropped: [String] = []
    for row in 0..<known.rowCount {
      let place = UnitCells.Place(
        column: try known.strings("column")[row] ?? "", site: try known.strings("site")[row] ?? "")
      let origin = Origin(
        step: try known.ints("step")[row] ?? 0, part: try known.strings("part")[row] ?? "",
        samples: try known.ints("samples")[row] ?? 0, partner: try known.strings("partner")[row])
      if origin.step == step {
        cells.origins[place] = origin
      } else if !dropped.contains(place.column) {
        dropped.append(place.column)
      }
    }
    let units = try zip(present.strings("site"), present.ints("unit")).map {
      UnitReference(site: $0 ?? "", unit: max(0, $1 ?? 0))
    }
    for column in present.columns where !["site", "unit"].contains(column.name) {
      for (row, unit) in units.enumerated()
      where cells.origins[UnitCells.Place(column: column.name, site: unit.site)] != nil {
        cells.set(column.name, column.kind, unit, column[row])
      }
    }
    return dropped
  }

  /// A table of units as a table of results.
  static func results(_ table: UnitTable) -> ResultTable {
    var cells = UnitCells()
    for column in table.columns {
      cells.add(column.name, column.kind)
      for (unit, value) in zip(table.units, column.cells) { cells.set(column.name, column.kind, unit, value) }
    }
    return cells.table
  }
}

/// The values of units by column, as they are joined.
private struct UnitCells {
  /// A column at a site.
  struct Place: Hashable {
    var column: String
    var site: String
  }

  var origins: [Place: UnitsFile.Origin] = [:]
  private var columns: [(name: String, kind: ResultTable.Kind, values: [UnitReference: ResultTable.Value])] =
    []

  /// Adds a column that is not there yet.
  mutating func add(_ name: String, _ kind: ResultTable.Kind) {
    if !columns.contains(where: { $0.name == name }) { columns.append((name, kind, [:])) }
  }

  mutating func set(
    _ name: String, _ kind: ResultTable.Kind, _ unit: UnitReference, _ value: ResultTable.Value
  ) {
    add(name, kind)
    if let index = columns.firstIndex(where: { $0.name == name }) { columns[index].values[unit] = value }
  }

  /// Forgets a column of some sites, and of all where it holds something else now.
  mutating func remove(_ name: String, of sites: Set<String>, kind: ResultTable.Kind) {
    guard let index = columns.firstIndex(where: { $0.name == name }) else { return }
    let isOther = columns[index].kind != kind
    if isOther { columns[index].kind = kind }
    columns[index].values = columns[index].values.filter { !isOther && !sites.contains($0.key.site) }
    origins = origins.filter { $0.key.column != name || !(isOther || sites.contains($0.key.site)) }
  }

  var table: ResultTable {
    let units = Set(columns.flatMap(\.values.keys)).sorted()
    var table = ResultTable(
      columns: [.string("site"), .int("unit")]
        + columns.map { column in
          switch column.kind {
          case .double: .double(column.name)
          case .int: .int(column.name)
          case .string: .string(column.name)
          }
        })
    for unit in units {
      table.append(
        [.string(unit.site), .int(unit.unit)] + columns.map { $0.values[unit] ?? .missing })
    }
    return table
  }

  var originTable: ResultTable {
    let order = columns.map(\.name)
    var table = ResultTable(columns: [
      .string("column"), .string("site"), .int("step"), .string("part"), .int("samples"), .string("partner"),
    ])
    for name in order {
      let places = origins.keys.filter { $0.column == name }.map { UnitReference(site: $0.site, unit: 0) }
      for place in places.sorted() {
        guard let origin = origins[Place(column: name, site: place.site)] else { continue }
        table.append([
          .string(name), .string(place.site), .int(origin.step), .string(origin.part), .int(origin.samples),
          .init(origin.partner),
        ])
      }
    }
    return table
  }
}

extension UnitColumn {
  /// What the column holds.
  fileprivate var kind: ResultTable.Kind {
    switch values {
    case .numbers: .double
    case .integers: .int
    }
  }

  /// The values as cells.
  fileprivate var cells: [ResultTable.Value] {
    switch values {
    case .numbers(let values): values.map { .init($0) }
    case .integers(let values): values.map { .init($0) }
    }
  }
}
