import Foundation

/// JSON in the form of Frictionless Data's Table Schema, which `pandas.read_json(…, orient="table")` opens.
///
/// `schema.fields` lists name, type, unit and description of each column; `data` holds one object a row.
/// Missing values are null; NaN and infinities, which JSON lacks, are the strings "NaN", "Infinity", "-Infinity".
extension ResultTable: Codable {
  /// Encodes schema and data.
  public func encode(to encoder: any Encoder) throws {
    var table = encoder.container(keyedBy: Name.self)
    var schema = table.nestedContainer(keyedBy: Name.self, forKey: "schema")
    try schema.encode(columns.map(FieldDescription.init), forKey: "fields")
    var rows = table.nestedUnkeyedContainer(forKey: "data")
    for i in 0..<rowCount {
      var row = rows.nestedContainer(keyedBy: Name.self)
      for column in columns {
        let key = Name(stringValue: column.name)
        switch column[i] {
        case .double(let value) where value.isFinite: try row.encode(value, forKey: key)
        case .double(let value):
          try row.encode(nonFiniteNames[value.isNaN ? 0 : value > 0 ? 1 : 2], forKey: key)
        case .int(let value): try row.encode(value, forKey: key)
        case .string(let value): try row.encode(value, forKey: key)
        case .missing: try row.encodeNil(forKey: key)
        }
      }
    }
  }

  /// Decodes schema and data; a key absent from a row is a missing value.
  public init(from decoder: any Decoder) throws {
    let table = try decoder.container(keyedBy: Name.self)
    let schema = try table.nestedContainer(keyedBy: Name.self, forKey: "schema")
    let fields = try schema.decode([FieldDescription].self, forKey: "fields")
    if let twice = Dictionary(grouping: fields, by: \.name).filter({ $0.value.count > 1 }).keys.min() {
      throw TableError.duplicateColumn(source: "schema", column: twice)
    }
    self.init(columns: try fields.map { try $0.emptyColumn(in: schema) })
    var rows = try table.nestedUnkeyedContainer(forKey: "data")
    while !rows.isAtEnd {
      let row = try rows.nestedContainer(keyedBy: Name.self)
      append(try columns.map { try Self.value(of: $0, in: row) })
    }
  }

  /// The table as compact JSON with sorted keys and a line end.
  public var json: [UInt8] { tableJSON(self) }

  /// Reads what `json` writes; `source` names the file in errors.
  public init(json bytes: [UInt8], source: String) throws(TableError) {
    self = try decodeTableJSON(Self.self, from: bytes, source: source)
  }

  private static func value(of column: Column, in row: KeyedDecodingContainer<Name>) throws -> Value {
    let key = Name(stringValue: column.name)
    guard row.contains(key), try !row.decodeNil(forKey: key) else { return .missing }
    switch column.kind {
    case .int: return .int(try row.decode(Int.self, forKey: key))
    case .string: return .string(try row.decode(String.self, forKey: key))
    case .double:
      if let name = try? row.decode(String.self, forKey: key), let i = nonFiniteNames.firstIndex(of: name) {
        return .double([.nan, .infinity, -.infinity][i])
      }
      return .double(try row.decode(Double.self, forKey: key))
    }
  }
}

private let nonFiniteNames = ["NaN", "Infinity", "-Infinity"]

/// A key of a JSON object that is known only at run time.
private struct Name: CodingKey, ExpressibleByStringLiteral {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
  init(stringLiteral value: String) { stringValue = value }
}

/// One entry of `schema.fields`.
private struct FieldDescription: Codable {
  let name: String
  let type: String
  /// The type that pandas gives a column of integers with missing values.
  let extDtype: String?
  let unit: String?
  let description: String?

  init(_ column: ResultTable.Column) {
    name = column.name
    type = column.kind == .double ? "number" : column.kind == .int ? "integer" : "string"
    extDtype = column.kind == .int ? "Int64" : nil
    unit = column.unit
    description = column.description
  }

  func emptyColumn(in schema: KeyedDecodingContainer<Name>) throws -> ResultTable.Column {
    let values: [String: ResultTable.Column.Values] = [
      "number": .double([]), "integer": .int([]), "string": .string([]),
    ]
    guard let values = values[type] else {
      throw DecodingError.dataCorruptedError(
        forKey: "fields", in: schema,
        debugDescription: "column '\(name)' has type '\(type)', not number, integer or string")
    }
    return ResultTable.Column(name: name, values: values, unit: unit, description: description)
  }
}

/// A table or matrix as compact JSON with sorted keys and a line end.
func tableJSON(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
  } catch {
    preconditionFailure("tables hold nothing that JSON cannot: \(error)")
  }
}

/// Decodes a table or matrix and turns a decoder's complaint into an error that names `source`.
func decodeTableJSON<T: Decodable>(_: T.Type, from bytes: [UInt8], source: String) throws(TableError) -> T {
  do {
    return try JSONDecoder().decode(T.self, from: Data(bytes))
  } catch let error as TableError {
    switch error {
    case .duplicateColumn(_, let column): throw .duplicateColumn(source: source, column: column)
    case .matrixSize(_, let part, let expected, let found):
      throw .matrixSize(source: source, part: part, expected: expected, found: found)
    default: throw error
    }
  } catch let error as DecodingError {
    throw TableError(error, source: source)
  } catch {
    throw .malformedJSON(source: source, key: "", problem: "\(error)")
  }
}
