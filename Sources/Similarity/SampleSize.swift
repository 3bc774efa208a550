private import Foundation

/// How many rows a comparison should have.
public enum SampleSize {
  /// The fewest rows with which CCA of unrelated data is near zero.
  ///
  /// - Parameter units: those of the wider representation.
  public static func advised(units: Int) -> Int { 20 * units }

  /// One sentence where there are fewer rows than advised.
  ///
  /// - Parameters:
  ///   - rows: how many there are.
  ///   - units: those of the widest representation.
  ///   - null: the mean canonical correlation of unrelated data, the greatest of all pairs.
  static func warnings(rows: Int, units: Int, null: Double) -> [String] {
    let advised = advised(units: units)
    guard rows < advised else { return [] }
    return [
      "\(rows) rows for \(units) units are few: unrelated data would score about \(String(format: "%.3f", null)); "
        + "use at least \(advised) rows, or read every score against its null"
    ]
  }
}
