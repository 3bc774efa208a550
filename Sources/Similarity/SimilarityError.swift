/// What went wrong in this module.
public enum SimilarityError: Error, Equatable {
  /// A representation has no rows or no units.
  case empty(source: String, rows: Int, units: Int)
  /// An element that must be a finite number is not; row and column count from 0.
  case notFinite(source: String, row: Int, column: Int, value: String)
  /// No unit of a representation varies, so that nothing correlates with it; of several, all that were found.
  case noVariance(sources: [String])
  /// Two representations have different numbers of rows.
  case differentRows(x: String, rowsX: Int, y: String, rowsY: Int)
  /// There are not more rows than units on both sides together: coefficients would be meaningless.
  case tooFewRows(rows: Int, x: String, unitsX: Int, y: String, unitsY: Int)
  /// A decomposition did not converge.
  case decomposition(source: String, reason: String)
  /// A map does not fit into the memory that it may use, in bytes, however it is divided.
  case memoryCeiling(needed: Int, ceiling: Int)
  /// A name is not one of those known.
  case unknown(kind: String, name: String, known: [String])
}

extension SimilarityError: CustomStringConvertible {
  /// One sentence that says what is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .empty(let source, let rows, let units):
      "\(source) has \(rows) rows and \(units) units; name an array with at least two rows and one unit"
    case .notFinite(let source, let row, let column, let value):
      "\(source) holds \(value) in row \(row), column \(column); remove or replace it"
    case .noVariance(let sources):
      "no unit of \(sources.joined(separator: ", ")) varies over the rows; choose another site, step or array"
    case .differentRows(let x, let rowsX, let y, let rowsY):
      "\(x) has \(rowsX) rows but \(y) has \(rowsY); compare activations for the same inputs"
    case .tooFewRows(let rows, let x, let unitsX, let y, let unitsY):
      "\(rows) rows are too few to compare \(unitsX) units of \(x) with \(unitsY) of \(y); use more than "
        + "\(unitsX + unitsY) rows, better \(SampleSize.advised(units: max(unitsX, unitsY)))"
    case .decomposition(let source, let reason):
      "\(source): \(reason)"
    case .memoryCeiling(let needed, let ceiling):
      "this map needs at least \((needed + 1_048_575) >> 20) MiB but may use \(ceiling >> 20); allow more, or leave "
        + "representations out"
    case .unknown(let kind, let name, let known):
      "'\(name)' is no \(kind); choose \(known.joined(separator: ", "))"
    }
  }
}
