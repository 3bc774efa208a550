public import Storage

/// The units of a run with all that was measured of each, as a table that the page's reader sorts, filters and plots.
///
/// The page shows 50 rows at a time, sorts by any column, filters by site, and draws any two columns of numbers against
/// each other. Without JavaScript it shows the first 50 rows.
///
/// ```swift
/// let table = try ResultTable(json: bytes, source: path)
/// let section = ReportPage.Section("Units", [.units(try UnitListing(table, source: path))])
/// ```
public struct UnitListing: Equatable, Sendable {
  /// How many units a page carries; those after them are only counted.
  public static let limit = 20_000

  /// How many rows are shown at a time.
  static let rowsAtATime = 50

  /// The units on the page, a row each.
  public let table: ResultTable
  /// How many units the table had before it was cut.
  public let unitCount: Int

  /// Takes a table with a row for each unit: a column `site` of text, a column `unit`, and others of any kind.
  ///
  /// - Throws: ``FigureError/notUnits(source:problem:)`` where a column is missing or of another kind, or there is no row.
  public init(_ table: ResultTable, source: String) throws(FigureError) {
    for name in ["site", "unit"] where table[name] == nil {
      throw .notUnits(source: source, problem: "there is no column '\(name)'")
    }
    guard table["site"]?.kind == .string else {
      throw .notUnits(source: source, problem: "the column 'site' holds numbers, not the names of sites")
    }
    guard table.rowCount > 0 else { throw .notUnits(source: source, problem: "there are no rows") }
    unitCount = table.rowCount
    self.table = unitCount > Self.limit ? table.rows(at: Array(0..<Self.limit)) : table
  }

  /// The sites in order of appearance; "" stands for a missing one.
  var sites: [String] {
    guard case .string(let sites)? = table["site"]?.values else { return [] }
    return distinct(sites.map { $0 ?? "" })
  }

  /// The columns of numbers by their places, from left to right.
  var numeric: [Int] { table.columns.indices.filter { table.columns[$0].kind != .string } }

  /// The two columns that are drawn first: measured numbers before integers such as a class, empty columns last.
  var firstAxes: (x: Int, y: Int)? {
    let useful = numeric.filter { i in (0..<table.rowCount).contains { table.columns[i][$0].number != nil } }
    let axes = distinct(useful.filter { table.columns[$0].kind == .double } + useful.reversed() + numeric)
    return axes.count > 1 ? (axes[0], axes[1]) : nil
  }
}
