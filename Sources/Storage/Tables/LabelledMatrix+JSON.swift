/// JSON with the keys `row_axis`, `row_labels`, `column_axis`, `column_labels`, `value_name` and `values`, a list of rows.
///
/// Missing values and NaN are null.
extension LabelledMatrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case rowAxis = "row_axis"
    case rowLabels = "row_labels"
    case columnAxis = "column_axis"
    case columnLabels = "column_labels"
    case valueName = "value_name"
    case values
  }

  /// Encodes labels and values.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rowAxis, forKey: .rowAxis)
    try container.encode(rowLabels, forKey: .rowLabels)
    try container.encode(columnAxis, forKey: .columnAxis)
    try container.encode(columnLabels, forKey: .columnLabels)
    try container.encode(valueName, forKey: .valueName)
    let rows = rowLabels.indices.map { i in
      columnLabels.indices.map { j in self[i, j].flatMap { $0.isFinite ? $0 : nil } }
    }
    try container.encode(rows, forKey: .values)
  }

  /// Decodes labels and values and checks that their numbers agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rowLabels = try container.decode([String].self, forKey: .rowLabels)
    let columnLabels = try container.decode([String].self, forKey: .columnLabels)
    let rows = try container.decode([[Double?]].self, forKey: .values)
    try Self.check("rows of values", expected: rowLabels.count, found: rows.count)
    for row in rows { try Self.check("values in a row", expected: columnLabels.count, found: row.count) }
    try Self.check("different row labels", expected: rowLabels.count, found: Set(rowLabels).count)
    try Self.check("different column labels", expected: columnLabels.count, found: Set(columnLabels).count)
    let names = try [CodingKeys.rowAxis, .columnAxis, .valueName].map {
      try container.decode(String.self, forKey: $0)
    }
    try Self.check("different names of axes and value", expected: 3, found: Set(names).count)
    self.init(
      rowAxis: names[0], rowLabels: rowLabels, columnAxis: names[1], columnLabels: columnLabels,
      valueName: names[2], values: rows.flatMap { $0 })
  }

  /// The matrix as compact JSON with sorted keys and a line end.
  public var json: [UInt8] { tableJSON(self) }

  /// Reads what `json` writes; `source` names the file in errors.
  public init(json bytes: [UInt8], source: String) throws(TableError) {
    self = try decodeTableJSON(Self.self, from: bytes, source: source)
  }

  private static func check(_ part: String, expected: Int, found: Int) throws {
    guard expected == found else {
      throw TableError.matrixSize(source: "matrix", part: part, expected: expected, found: found)
    }
  }
}
