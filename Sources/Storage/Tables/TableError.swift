/// What was wrong with a table or matrix that was read, or with a column that was asked for.
public enum TableError: Error, Equatable, CustomStringConvertible {
  /// The bytes are not UTF-8; `byte` counts from 0.
  case notUTF8(source: String, byte: Int)
  /// A quoted field has no closing quote; `line` counts from 1 and is where the field opens.
  case unterminatedQuote(source: String, line: Int)
  /// A quotation mark stands inside an unquoted field, or text follows a closing quotation mark.
  case strayQuote(source: String, line: Int)
  /// A row has more or fewer fields than the header.
  case fieldCount(source: String, line: Int, expected: Int, found: Int)
  /// The file has no header line.
  case noHeader(source: String)
  /// Two columns have one name.
  case duplicateColumn(source: String, column: String)
  /// A column that is needed is not there.
  case missingColumn(column: String, available: [String])
  /// A column holds another kind of value than the one asked for; `row` counts from 0, header apart.
  case wrongKind(column: String, row: Int?, expected: ResultTable.Kind, found: String)
  /// The JSON text cannot be read; `key` is the path of the part at fault.
  case malformedJSON(source: String, key: String, problem: String)
  /// A labelled matrix in long form lacks a cell, or gives it twice.
  case cellCount(source: String, row: String, column: String, found: Int)
  /// A labelled matrix read from a file has the wrong number of rows, columns or labels.
  case matrixSize(source: String, part: String, expected: Int, found: Int)

  /// One sentence: what, where, and what to do.
  public var description: String {
    switch self {
    case .notUTF8(let source, let byte):
      "\(source): byte \(byte) is not UTF-8; save the file as UTF-8 and read it again"
    case .unterminatedQuote(let source, let line):
      "\(source), line \(line): a quoted field is never closed; add the missing quotation mark"
    case .strayQuote(let source, let line):
      "\(source), line \(line): a quotation mark in the middle of a field; "
        + "quote the whole field and double the mark inside it"
    case .fieldCount(let source, let line, let expected, let found):
      "\(source), line \(line): \(found) fields where the header has \(expected); "
        + "write the row again with one field a column"
    case .noHeader(let source):
      "\(source): no header line; write the column names in the first line"
    case .duplicateColumn(let source, let column):
      "\(source): two columns are named '\(column)'; give each column a name of its own"
    case .missingColumn(let column, let available):
      "no column '\(column)'; use one of \(available.map { "'\($0)'" }.joined(separator: ", "))"
    case .wrongKind(let column, let row, let expected, let found):
      "column '\(column)'\(row.map { ", row \($0)" } ?? "") holds \(found) where \(expected.phrase) is needed; "
        + "choose another column or mend the value"
    case .malformedJSON(let source, let key, let problem):
      "\(source): \(key.isEmpty ? "" : "at '\(key)': ")\(problem); write the file again"
    case .cellCount(let source, let row, let column, let found):
      "\(source): the cell of row '\(row)' and column '\(column)' is given \(found) times; give every cell once"
    case .matrixSize(let source, let part, let expected, let found):
      "\(source): \(found) \(part) where \(expected) are needed; write the file again"
    }
  }
}

extension TableError {
  /// The error that tells where in `source` a decoder stopped.
  init(_ error: DecodingError, source: String) {
    let context: DecodingError.Context
    switch error {
    case .typeMismatch(_, let found), .valueNotFound(_, let found), .dataCorrupted(let found): context = found
    case .keyNotFound(let key, let found):
      context = DecodingError.Context(
        codingPath: found.codingPath + [key], debugDescription: "the key is missing")
    @unknown default:
      self = .malformedJSON(source: source, key: "", problem: "the text is not the JSON expected")
      return
    }
    let key = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
    let problem = context.debugDescription
    self = .malformedJSON(
      source: source, key: key.joined(separator: "."),
      problem: problem.hasSuffix(".") ? String(problem.dropLast()) : problem)
  }
}
