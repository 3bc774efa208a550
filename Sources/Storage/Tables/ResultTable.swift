/// A table of results: named columns of one kind each, with missing values allowed.
///
/// Rows are added one at a time or columns all at once. The table is written as CSV for people and
/// spreadsheets, and as JSON with units and descriptions; both read back to an equal table.
///
/// ```swift
/// var table = ResultTable(columns: [.int("step"), .string("site"), .double("pwcca")])
/// table.append([0, "h_l0", 0.54])
/// table.append([10, "h_l0", .missing])
/// ```
public struct ResultTable: Equatable, Sendable {
  /// What a column holds.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Float64 numbers.
    case double
    /// Integers.
    case int
    /// Text.
    case string
  }

  /// One cell.
  public enum Value: Equatable, Sendable {
    /// A number.
    case double(Double)
    /// An integer.
    case int(Int)
    /// A text.
    case string(String)
    /// Nothing was measured here.
    case missing
  }

  /// The columns, from left to right.
  public private(set) var columns: [Column]

  /// Creates a table of columns of equal length and different names.
  public init(columns: [Column]) {
    self.columns = []
    for column in columns { append(column: column) }
  }

  /// The number of rows.
  public var rowCount: Int { columns.first?.count ?? 0 }

  /// The column names, from left to right.
  public var names: [String] { columns.map(\.name) }

  /// Adds a row with one value a column; an integer may stand in a column of numbers.
  public mutating func append(_ row: [Value]) {
    precondition(row.count == columns.count, "\(row.count) values for \(columns.count) columns")
    for (i, value) in row.enumerated() { columns[i].append(value) }
  }

  /// Adds a column on the right; it must be as long as the others and have a new name.
  public mutating func append(column: Column) {
    precondition(
      columns.isEmpty || column.count == rowCount,
      "column '\(column.name)' has \(column.count) values for \(rowCount) rows")
    precondition(!names.contains(column.name), "two columns are named '\(column.name)'")
    columns.append(column)
  }

  /// Row `i`, one value a column.
  public func row(_ i: Int) -> [Value] { columns.map { $0[i] } }

  /// The rows at `indices`, in that order, as a table of their own.
  public func rows(at indices: [Int]) -> ResultTable {
    ResultTable(columns: columns.map { $0.values(at: indices) })
  }

  /// The rows whose value in the named column satisfies `condition`.
  public func rows(where name: String, _ condition: (Value) -> Bool) throws(TableError) -> ResultTable {
    let column = try column(name)
    return rows(at: (0..<rowCount).filter { condition(column[$0]) })
  }

  /// The column of that name, or nil.
  public subscript(name: String) -> Column? { columns.first { $0.name == name } }

  /// The column of that name; it throws `missingColumn` when there is none.
  public func column(_ name: String) throws(TableError) -> Column {
    guard let column = self[name] else { throw .missingColumn(column: name, available: names) }
    return column
  }

  /// The values of a column of numbers or integers, as numbers.
  public func doubles(_ name: String) throws(TableError) -> [Double?] {
    switch try column(name).values {
    case .double(let values): return values
    case .int(let values): return values.map { $0.map(Double.init) }
    case .string: throw .wrongKind(column: name, row: nil, expected: .double, found: "text")
    }
  }

  /// The values of a column of integers.
  public func ints(_ name: String) throws(TableError) -> [Int?] {
    guard case .int(let values) = try column(name).values else {
      throw .wrongKind(column: name, row: nil, expected: .int, found: try column(name).kind.plural)
    }
    return values
  }

  /// The values of a column of any kind, as text.
  public func strings(_ name: String) throws(TableError) -> [String?] {
    let column = try column(name)
    return (0..<rowCount).map { column[$0].text }
  }
}

extension ResultTable.Kind {
  /// The kind with an article, for error sentences.
  var phrase: String {
    switch self {
    case .double: "a number"
    case .int: "an integer"
    case .string: "text"
    }
  }

  /// The kind in the plural, for error sentences.
  var plural: String {
    switch self {
    case .double: "numbers"
    case .int: "integers"
    case .string: "text"
    }
  }
}

extension ResultTable.Value {
  /// The value as text, numbers with as many digits as identify them; nil when missing.
  public var text: String? {
    switch self {
    case .double(let value): value.description
    case .int(let value): value.description
    case .string(let value): value
    case .missing: nil
    }
  }

  /// The value as a number, for numbers and integers.
  public var number: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .string, .missing: nil
    }
  }

  /// A number, or a missing value for nil.
  public init(_ value: Double?) { self = value.map { .double($0) } ?? .missing }

  /// An integer, or a missing value for nil.
  public init(_ value: Int?) { self = value.map { .int($0) } ?? .missing }

  /// A text, or a missing value for nil.
  public init(_ value: String?) { self = value.map { .string($0) } ?? .missing }
}

extension ResultTable.Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral
{
  /// A number.
  public init(floatLiteral value: Double) { self = .double(value) }

  /// An integer.
  public init(integerLiteral value: Int) { self = .int(value) }

  /// A text.
  public init(stringLiteral value: String) { self = .string(value) }
}
