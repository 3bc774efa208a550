import Networks
import SingleDirections
import Storage

/// The table of a run's units, `analysis/units.csv` and `.json`: one row a unit, with every column that any analysis gave.
struct UnitsFile {
  private let folder: String
  private let files: any FileSystem

  /// Names the file of a run.
  init(of run: RunDirectory, in files: any FileSystem) {
    folder = run.analysisPath
    self.files = files
  }

  /// The table with the columns of a new one: those it has already are replaced, others stay for the units that are known.
  ///
  /// - Throws: a storage or table error where the present table cannot be read.
  func joined(_ table: UnitTable) throws -> ResultTable {
    var joined = table
    let path = "\(folder)/units.json"
    if try files.exists(path) {
      let present = try ResultTable(json: try files.read(path), source: path)
      let units = try zip(present.strings("site"), present.ints("unit")).map { site, unit in
        UnitReference(site: site ?? "", unit: unit ?? 0)
      }
      let new = Set(table.columns.map(\.name) + ["site", "unit"])
      let others = present.columns.filter { !new.contains($0.name) }.map { column in
        switch column.values {
        case .double(let values): UnitColumn(column.name, .numbers(values))
        case .int(let values): UnitColumn(column.name, .integers(values))
        case .string(let values): UnitColumn(column.name, .texts(values))
        }
      }
      if !others.isEmpty { try joined.join(others, for: units) }
    }
    return Self.results(joined)
  }

  /// A table of units as a table of results.
  static func results(_ table: UnitTable) -> ResultTable {
    ResultTable(
      columns: [.string("site", table.sites), .int("unit", table.indices)]
        + table.columns.map { column in
          switch column.values {
          case .numbers(let values): .double(column.name, values)
          case .integers(let values): .int(column.name, values)
          case .texts(let values): .string(column.name, values)
          }
        })
  }
}
