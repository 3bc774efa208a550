/// The linear assignment problem: pairs of rows and columns, each used at most once, with the greatest sum.
enum Assignment {
  /// Solves it by shortest augmenting paths with potentials (Kuhn 1955; Jonker and Volgenant 1987), in O(m²·n) for m ≤ n.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - columns: the number of columns.
  ///   - score: the finite score of a pair.
  /// - Returns: the column of each row; nil for rows that are left over where there are more rows than columns.
  static func greatest(rows: Int, columns: Int, score: (Int, Int) -> Double) -> [Int?] {
    guard rows <= columns else {
      var result = [Int?](repeating: nil, count: rows)
      let turned = greatest(rows: columns, columns: rows) { score($1, $0) }
      for (column, row) in turned.enumerated() { if let row { result[row] = column } }
      return result
    }
    var search = AssignmentSearch(rows: rows, columns: columns)
    for row in 0..<rows { search.assign(row) { -score($0, $1) } }
    var result = [Int?](repeating: nil, count: rows)
    for (column, row) in search.rowOfColumn.enumerated() { if let row { result[row] = column } }
    return result
  }
}

/// The state of a search for the least sum of costs: rows are assigned one after another.
private struct AssignmentSearch {
  var rowOfColumn: [Int?]
  private var rowPotentials: [Double]
  private var columnPotentials: [Double]

  init(rows: Int, columns: Int) {
    rowOfColumn = [Int?](repeating: nil, count: columns)
    rowPotentials = [Double](repeating: 0, count: rows)
    columnPotentials = [Double](repeating: 0, count: columns)
  }

  /// Gives a row a column, moving others along the cheapest alternating path to a column that is free.
  mutating func assign(_ first: Int, cost: (Int, Int) -> Double) {
    let columns = rowOfColumn.count
    var least = [Double](repeating: .infinity, count: columns)
    var previous = [Int?](repeating: nil, count: columns)
    var visited = [Bool](repeating: false, count: columns)
    var (row, last) = (first, nil as Int?)
    var end: Int?
    while end == nil {
      var (delta, nearest) = (Double.infinity, 0)
      for column in 0..<columns where !visited[column] {
        let reduced = cost(row, column) - rowPotentials[row] - columnPotentials[column]
        if reduced < least[column] { (least[column], previous[column]) = (reduced, last) }
        if least[column] < delta { (delta, nearest) = (least[column], column) }
      }
      rowPotentials[first] += delta
      for column in 0..<columns {
        if visited[column] {
          columnPotentials[column] -= delta
          if let owner = rowOfColumn[column] { rowPotentials[owner] += delta }
        } else {
          least[column] -= delta
        }
      }
      visited[nearest] = true
      last = nearest
      if let owner = rowOfColumn[nearest] { row = owner } else { end = nearest }
    }
    // Each column on the path takes the row of the one before it, the first one the new row.
    var column = end
    while let present = column {
      let before = previous[present]
      rowOfColumn[present] = before.flatMap { rowOfColumn[$0] } ?? first
      column = before
    }
  }
}
