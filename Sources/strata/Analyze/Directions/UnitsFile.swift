import Experiments
import Networks
import SingleDirections
import Storage

/// The table of a run's units at its last checkpoint, `analysis/units.csv` and `.json`.
///
/// It has one row a unit, with every column that any analysis gave. Another checkpoint has a table of its own, such as
/// `units-step-100`.
///
/// `units-origins` beside it says for each column and site of which checkpoint, part and how many rows it was measured.
struct UnitsFile {
  /// The name of the table's files.
  let name: String
  private let folder: String
  private let files: any FileSystem

  /// What the columns of one analysis were measured on.
  struct Origin: Equatable {
    var step: Int
    var part: String
    var samples: Int
    /// The run that units were matched with, and its checkpoint.
    var partner: String?
    var partnerStep: Int?
  }

  /// The joined tables, and what had to go.
  struct Joined {
    var units: ResultTable
    var origins: ResultTable
    /// Columns of another checkpoint, or of none that is known, which do not belong beside the new ones.
    var dropped: [String]
  }

  /// Names the file of a run's checkpoint.
  init(of run: ExaminedRun, in files: any FileSystem) {
    name = run.isLast ? "units" : "units-step-\(run.step)"
    folder = run.directory.analysisPath
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
        if !column.name.hasPrefix("partner_") { (origin.partner, origin.partnerStep) = (nil, nil) }
        cells.origins[UnitCells.Place(column: column.name, site: unit.site)] = origin
      }
      // A column without a value is told too.
      cells.add(column.name, column.kind)
    }
    return Joined(units: cells.table, origins: cells.originTable, dropped: dropped)
  }

  /// Reads what is there and belongs to a step; returns the names of columns that do not.
  private func readPresent(into cells: inout UnitCells, step: Int) throws -> [String] {
    let path = "\(folder)/\(name).json"
    guard try files.exists(path) else { return [] }
    let present = try ResultTable(json: try files.read(path), source: path)
    try readOrigins(into: &cells, step: step)
    let units = try (0..<present.rowCount).map { row in
      guard let site = try present.strings("site")[row], let unit = try present.ints("unit")[row], unit >= 0
      else { throw Self.damaged(path, row) }
      return UnitReference(site: site, unit: unit)
    }
    var dropped: [String] = []
    for column in present.columns where !["site", "unit"].contains(column.name) {
      for (row, unit) in units.enumerated() where column[row] != .missing {
        if cells.origins[UnitCells.Place(column: column.name, site: unit.site)] != nil {
          cells.set(column.name, column.kind, unit, column[row])
        } else if !dropped.contains(column.name) {
          dropped.append(column.name)
        }
      }
    }
    return dropped
  }

  /// Reads where the columns of a step come from.
  private func readOrigins(into cells: inout UnitCells, step: Int) throws {
    let path = "\(folder)/\(name)-origins.json"
    guard try files.exists(path) else { return }
    let known = try ResultTable(json: try files.read(path), source: path)
    for row in 0..<known.rowCount {
      guard let column = try known.strings("column")[row], let site = try known.strings("site")[row],
        let of = try known.ints("step")[row], let part = try known.strings("part")[row],
        let samples = try known.ints("samples")[row]
      else { throw Self.damaged(path, row) }
      guard of == step else { continue }
      cells.origins[UnitCells.Place(column: column, site: site)] = Origin(
        step: of, part: part, samples: samples, partner: try known.strings("partner")[row],
        partnerStep: try known.ints("partner_step")[row])
    }
  }

  private static func damaged(_ path: String, _ row: Int) -> CommandError {
    .badData("row \(row) of \(path) is not complete; remove the file and analyse the run again")
  }

  /// A table of units, or of other directions, as a table of results.
  static func results(_ table: UnitTable, of kind: DirectionKind) -> ResultTable {
    var cells = UnitCells(number: kind == .units ? "unit" : "direction")
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

  /// The name of the column that numbers the rows of a site.
  let number: String
  var origins: [Place: UnitsFile.Origin] = [:]
  private var columns: [(name: String, kind: ResultTable.Kind, values: [UnitReference: ResultTable.Value])] =
    []

  init(number: String = "unit") { self.number = number }

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
      columns: [.string("site"), .int(number)]
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
      .int("partner_step"),
    ])
    for name in order {
      let places = origins.keys.filter { $0.column == name }.map { UnitReference(site: $0.site, unit: 0) }
      for place in places.sorted() {
        guard let origin = origins[Place(column: name, site: place.site)] else { continue }
        table.append([
          .string(name), .string(place.site), .int(origin.step), .string(origin.part), .int(origin.samples),
          .init(origin.partner), .init(origin.partnerStep),
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
