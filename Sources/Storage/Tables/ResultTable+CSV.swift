extension ResultTable {
  /// The table as RFC 4180 CSV in UTF-8: a header line, then one line a row.
  ///
  /// Numbers are the shortest decimals that read back to the same Float64, missing values are empty,
  /// infinities and NaN are `inf`, `-inf` and `nan`. Text is quoted when it is empty, would read as a number,
  /// begins with a character that spreadsheets take for a formula, or has blanks at its ends; it is never changed.
  public var csv: [UInt8] {
    var bytes: [UInt8] = []
    CSV.append(names.map { CSV.Field($0, quoted: Self.isQuoted($0)) }, to: &bytes)
    for i in 0..<rowCount {
      CSV.append(columns.map { Self.field($0[i]) }, to: &bytes)
    }
    return bytes
  }

  /// Reads CSV; `source` names the file in errors.
  ///
  /// A column named in `kinds` must hold that kind. Any other is of integers if each of its fields is one, else of
  /// numbers if each is one, else of text; quoted fields are text. A column of missing values alone counts as numbers.
  public init(csv bytes: [UInt8], source: String, kinds: [String: Kind] = [:]) throws(TableError) {
    let records = try CSV.records(in: bytes, source: source)
    guard let header = records.first else { throw .noHeader(source: source) }
    var names: Set<String> = []
    for field in header.fields where !names.insert(field.text).inserted {
      throw .duplicateColumn(source: source, column: field.text)
    }
    let rows = records.dropFirst()
    for row in rows where row.fields.count != header.fields.count {
      throw .fieldCount(
        source: source, line: row.line, expected: header.fields.count, found: row.fields.count)
    }
    for name in kinds.keys.sorted() where !names.contains(name) {
      throw .missingColumn(column: name, available: header.fields.map(\.text))
    }
    var columns: [Column] = []
    for (i, name) in header.fields.map(\.text).enumerated() {
      let fields = rows.map { $0.fields[i] }
      columns.append(
        Column(
          name: name, values: try Self.values(fields, named: name, as: kinds[name] ?? Self.kind(of: fields))))
    }
    self.init(columns: columns)
  }

  private static func field(_ value: Value) -> CSV.Field {
    switch value {
    case .string(let text): CSV.Field(text, quoted: isQuoted(text))
    case .double, .int, .missing: CSV.Field(value.text ?? "")
    }
  }

  /// Whether unquoted text would be taken for something else by a reader or a spreadsheet.
  private static func isQuoted(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return true }
    let blank = [UInt8(ascii: " "), UInt8(ascii: "\t")]
    return "=+-@".utf8.contains(first) || blank.contains(first) || blank.contains(last) || number(text) != nil
  }

  private static func kind(of fields: [CSV.Field]) -> Kind {
    let present = fields.filter { $0.quoted || !$0.text.isEmpty }
    guard !present.isEmpty, !present.contains(where: \.quoted) else {
      return present.isEmpty ? .double : .string
    }
    if present.allSatisfy({ integer($0.text) != nil }) { return .int }
    return present.allSatisfy { number($0.text) != nil } ? .double : .string
  }

  private static func values(
    _ fields: [CSV.Field], named name: String, as kind: Kind
  ) throws(TableError) -> Column.Values {
    switch kind {
    case .double: .double(try parse(fields, named: name, as: kind, number))
    case .int: .int(try parse(fields, named: name, as: kind, integer))
    case .string: .string(fields.map { $0.text.isEmpty && !$0.quoted ? nil : $0.text })
    }
  }

  private static func parse<T>(
    _ fields: [CSV.Field], named name: String, as kind: Kind, _ read: (String) -> T?
  ) throws(TableError) -> [T?] {
    var values: [T?] = []
    for (row, field) in fields.enumerated() {
      guard !field.text.isEmpty else {
        values.append(nil)
        continue
      }
      guard let value = read(field.text) else {
        throw .wrongKind(column: name, row: row, expected: kind, found: "'\(field.text)'")
      }
      values.append(value)
    }
    return values
  }

  private static func integer(_ text: String) -> Int? { Int(text) }

  /// The decimal number in `text`; hexadecimal floats, which `Double` would take, count as text.
  private static func number(_ text: String) -> Double? {
    guard !text.utf8.contains(UInt8(ascii: "x")), !text.utf8.contains(UInt8(ascii: "X")) else { return nil }
    return Double(text)
  }
}
