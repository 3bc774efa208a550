import Similarity
import Tensors

/// A map of several matrices as the program prints it.
struct ComparisonMap: Codable, Equatable {
  /// What the user called the matrices.
  let labels: [String]
  /// The number of rows of each.
  let observations: Int
  /// The number of units of each.
  let units: [Int]
  /// The number of directions of each that vary.
  let rank: [Int]
  /// The maps.
  let maps: [Scores]
  /// What independent rows would give by mean CCA and PWCCA, by Wachter's law, row by row.
  let null: [[Double]]

  /// The scores of every pair by one measure.
  struct Scores: Codable, Equatable {
    /// Its name.
    let measure: String
    /// A list of rows; PWCCA with the weights of the column.
    let matrix: [[Double]]
  }

  /// Makes the lists.
  init(_ map: SimilarityMap, measures: [Measure], labels: [String]) {
    self.labels = labels
    observations = map.observations
    units = map.rows.map(\.unitCount)
    rank = map.rows.map(\.rank)
    maps = measures.compactMap { measure in
      map.matrix(measure).map { Scores(measure: measure.rawValue, matrix: Self.rows($0)) }
    }
    null = Self.rows(map.nullFormula)
  }

  private static func rows(_ matrix: Matrix<Double>) -> [[Double]] {
    (0..<matrix.rows).map { matrix.rows($0..<$0 + 1).elements }
  }

  /// The matrices as people read them: labels under numbers, then a table a measure.
  var text: String {
    var lines = ["\(observations) observations", ""]
    lines += labels.enumerated().map { "\($0 + 1)  \($1) (\(units[$0]) units, rank \(rank[$0]))" }
    let tables = maps.map { (Measure(rawValue: $0.measure)?.title ?? $0.measure, $0.matrix) }
    for (title, matrix) in tables + [("null of CCA", null)] {
      let head = [title] + labels.indices.map { "\($0 + 1)" }
      let rows = matrix.enumerated().map { row, values in
        ["\(row + 1)"] + values.map { ComparisonTable.number($0) }
      }
      lines += [""] + ComparisonTable.aligned([head] + rows)
    }
    return lines.joined(separator: "\n")
  }
}
