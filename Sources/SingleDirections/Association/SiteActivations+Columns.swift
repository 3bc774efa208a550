import Tensors

extension SiteActivations {
  /// Units whose values are gathered together: a cache line of a row has as many.
  private static let columnBlock = 16

  /// Returns `body(sorter)` for each unit in order, where the sorter holds the unit's sorted values; on all
  /// threads.
  func mapSortedColumns<T: Sendable>(_ body: @Sendable (ColumnSorter) throws -> T) throws -> [T] {
    let (units, samples) = (self.units, self.samples)
    let blocks = (units + Self.columnBlock - 1) / Self.columnBlock
    return try Concurrent.map(blocks) { block in
      let first = block * Self.columnBlock
      let width = min(Self.columnBlock, units - first)
      let columns = self.columns(first..<first + width)
      var sorter = ColumnSorter(samples: samples)
      return try (0..<width).map { column in
        sorter.sort(columns.span, from: column * samples)
        return try body(sorter)
      }
    }.flatMap(\.self)
  }

  /// The values of some units, one unit after another.
  private func columns(_ range: Range<Int>) -> [Float] {
    let samples = self.samples
    var result = [Float](repeating: 0, count: range.count * samples)
    var columns = result.mutableSpan
    let rows = self.rows.span
    for sample in 0..<samples {
      let start = sample * units + range.lowerBound
      for j in 0..<range.count { columns[j * samples + sample] = rows[start + j] }
    }
    return result
  }
}
