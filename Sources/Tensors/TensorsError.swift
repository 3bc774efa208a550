/// What went wrong in this module.
public enum TensorsError: Error, Equatable {
  /// An element that must be a finite number is not; `row` and `column` count from 0.
  case notFinite(row: Int, column: Int, value: String)
  /// A decomposition of a rows × columns matrix failed; `reason` is what the library said.
  case decomposition(name: String, rows: Int, columns: Int, reason: String)
}

extension TensorsError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .notFinite(let row, let column, let value):
      "the element in row \(row), column \(column) is \(value); remove or replace it"
    case .decomposition(let name, let rows, let columns, let reason):
      "the \(name) of a \(rows) × \(columns) matrix failed (\(reason)); check the input for extreme values"
    }
  }
}
