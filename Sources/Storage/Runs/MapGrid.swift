/// A few positions of a map, spread evenly over it: the middles of the cells of a coarse grid.
///
/// The grid of one side has its places at the same parts of a map whatever the map's size, so that the positions of two
/// maps correspond.
public struct MapGrid: Equatable, Sendable {
  /// The positions, row · columns + column, ascending.
  public let positions: [Int]

  /// Lays a grid of `side` × `side` cells on a map, of fewer where the map has fewer rows or columns.
  public init(rows: Int, columns: Int, side: Int) {
    precondition(rows > 0 && columns > 0 && side > 0, "a grid of side \(side) on \(rows) × \(columns)")
    let across = Self.middles(of: columns, cells: side)
    positions = Self.middles(of: rows, cells: side).flatMap { row in across.map { row * columns + $0 } }
  }

  private static func middles(of length: Int, cells: Int) -> [Int] {
    let cells = min(cells, length)
    return (0..<cells).map { (2 * $0 + 1) * length / (2 * cells) }
  }
}
