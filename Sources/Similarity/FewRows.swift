private import Foundation

/// The warning that rows are too few for the number of units.
enum FewRows {
  /// The rows a unit below which CCA of unrelated data is far from zero.
  private static let rowsOfUnit = 20

  /// One sentence, or none where there are rows enough.
  ///
  /// - Parameters:
  ///   - rows: how many there are.
  ///   - units: those of the widest representation.
  ///   - null: the greatest score that unrelated data would have.
  static func warnings(rows: Int, units: Int, null: Double) -> [String] {
    guard rows < rowsOfUnit * units else { return [] }
    return [
      "\(rows) rows for \(units) units are few: unrelated data would score up to \(String(format: "%.3f", null)); "
        + "use at least \(rowsOfUnit * units) rows, or read every score against its null"
    ]
  }
}
