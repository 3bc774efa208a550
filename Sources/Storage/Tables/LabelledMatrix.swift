public import Tensors

/// A matrix of results whose rows and columns have labels and whose axes have names.
///
/// The CSV is in long form, one line a cell (`position,step,pwcca`), so that axis and value names travel in its header.
///
/// ```swift
/// let map = LabelledMatrix(
///   rowAxis: "position", rowLabels: ["0", "1"], columnAxis: "step", columnLabels: ["0", "100", "200"],
///   valueName: "pwcca", values: Matrix(rows: 2, columns: 3, elements: [0.1, 0.5, 1, .nan, 0.6, 1]))
/// ```
public struct LabelledMatrix: Equatable, Sendable {
  /// What the rows are, such as "position".
  public let rowAxis: String
  /// One label a row; all different.
  public let rowLabels: [String]
  /// What the columns are, such as "step".
  public let columnAxis: String
  /// One label a column; all different.
  public let columnLabels: [String]
  /// What the values are, such as "pwcca".
  public let valueName: String
  /// The values row after row: (i, j) is at `i * columnLabels.count + j`; nil is a missing value.
  public var values: [Double?]

  /// Creates a matrix from its values in row-major order.
  public init(
    rowAxis: String, rowLabels: [String], columnAxis: String, columnLabels: [String], valueName: String,
    values: [Double?]
  ) {
    precondition(
      values.count == rowLabels.count * columnLabels.count,
      "\(values.count) values for \(rowLabels.count) × \(columnLabels.count) labels")
    precondition(Set(rowLabels).count == rowLabels.count, "two rows have one label: \(rowLabels)")
    precondition(Set(columnLabels).count == columnLabels.count, "two columns have one label: \(columnLabels)")
    precondition(
      Set([rowAxis, columnAxis, valueName]).count == 3,
      "axes and value need three names, not \(rowAxis), \(columnAxis), \(valueName)")
    self.rowAxis = rowAxis
    self.rowLabels = rowLabels
    self.columnAxis = columnAxis
    self.columnLabels = columnLabels
    self.valueName = valueName
    self.values = values
  }

  /// Creates a labelled matrix from a matrix of numbers in which NaN stands for a missing value.
  public init(
    rowAxis: String, rowLabels: [String], columnAxis: String, columnLabels: [String], valueName: String,
    values: Matrix<Double>
  ) {
    precondition(
      values.rows == rowLabels.count && values.columns == columnLabels.count,
      "\(values.rows) × \(values.columns) values for \(rowLabels.count) × \(columnLabels.count) labels")
    self.init(
      rowAxis: rowAxis, rowLabels: rowLabels, columnAxis: columnAxis, columnLabels: columnLabels,
      valueName: valueName, values: values.elements.map { $0.isNaN ? nil : $0 })
  }

  /// The value in row `i` and column `j`, or nil where it is missing.
  public subscript(i: Int, j: Int) -> Double? {
    get { values[i * columnLabels.count + j] }
    set { values[i * columnLabels.count + j] = newValue }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: LabelledMatrix {
    LabelledMatrix(
      rowAxis: columnAxis, rowLabels: columnLabels, columnAxis: rowAxis, columnLabels: rowLabels,
      valueName: valueName,
      values: columnLabels.indices.flatMap { j in rowLabels.indices.map { i in self[i, j] } })
  }

  /// The matrix in long form: a row for each cell, with its row label, column label and value.
  public var table: ResultTable {
    ResultTable(columns: [
      Self.column(rowAxis, rowLabels.flatMap { Array(repeating: $0, count: columnLabels.count) }),
      Self.column(columnAxis, rowLabels.flatMap { _ in columnLabels }),
      .double(valueName, values),
    ])
  }

  /// Reads the long form; labels keep the order in which they first appear, and every cell must be given once.
  public init(table: ResultTable, source: String = "table") throws(TableError) {
    guard table.columns.count == 3 else {
      throw .matrixSize(source: source, part: "columns", expected: 3, found: table.columns.count)
    }
    let names = table.names
    let rows = try Self.labels(table, names[0])
    let columns = try Self.labels(table, names[1])
    let values = try table.doubles(names[2])
    let rowLabels = Self.distinct(rows)
    let columnLabels = Self.distinct(columns)
    let rowIndex = Dictionary(uniqueKeysWithValues: rowLabels.enumerated().map { ($1, $0) })
    let columnIndex = Dictionary(uniqueKeysWithValues: columnLabels.enumerated().map { ($1, $0) })
    var cells: [Double?] = Array(repeating: nil, count: rowLabels.count * columnLabels.count)
    var seen = Array(repeating: 0, count: cells.count)
    for (k, value) in values.enumerated() {
      guard let i = rowIndex[rows[k]], let j = columnIndex[columns[k]] else { continue }
      cells[i * columnLabels.count + j] = value
      seen[i * columnLabels.count + j] += 1
    }
    if let wrong = seen.firstIndex(where: { $0 != 1 }) {
      throw .cellCount(
        source: source, row: rowLabels[wrong / columnLabels.count],
        column: columnLabels[wrong % columnLabels.count], found: seen[wrong])
    }
    self.init(
      rowAxis: names[0], rowLabels: rowLabels, columnAxis: names[1], columnLabels: columnLabels,
      valueName: names[2], values: cells)
  }

  /// The long form as CSV.
  public var csv: [UInt8] { table.csv }

  /// Reads what `csv` writes; `source` names the file in errors.
  public init(csv bytes: [UInt8], source: String) throws(TableError) {
    try self.init(table: try ResultTable(csv: bytes, source: source), source: source)
  }

  /// A column of labels: of integers or numbers where every label is written as one, else of text.
  private static func column(_ name: String, _ labels: [String]) -> ResultTable.Column {
    let integers = labels.compactMap { label in Int(label).flatMap { $0.description == label ? $0 : nil } }
    if !labels.isEmpty, integers.count == labels.count { return .int(name, integers) }
    let numbers = labels.compactMap { label in Double(label).flatMap { $0.description == label ? $0 : nil } }
    if !labels.isEmpty, numbers.count == labels.count { return .double(name, numbers) }
    return .string(name, labels)
  }

  private static func labels(_ table: ResultTable, _ name: String) throws(TableError) -> [String] {
    var labels: [String] = []
    for (row, text) in try table.strings(name).enumerated() {
      guard let text else { throw .wrongKind(column: name, row: row, expected: .string, found: "no label") }
      labels.append(text)
    }
    return labels
  }

  private static func distinct(_ labels: [String]) -> [String] {
    var seen: Set<String> = []
    return labels.filter { seen.insert($0).inserted }
  }
}
