/// How the pairs of a map are divided so that their memory stays under a ceiling.
///
/// Rows and columns are cut into groups of neighbours; a tile is a group of rows by a group of columns, and the rows of
/// its representations are read once for all its pairs. What a pair's products are does not depend on the division.
struct MapPlan: Equatable, Sendable {
  /// A part of the map whose pairs are accumulated in one reading.
  struct Tile: Equatable, Sendable {
    /// The rows of the map.
    let rows: Range<Int>
    /// The columns of the map.
    let columns: Range<Int>
  }

  /// How many rows of the representations are read at a time.
  let chunkLength: Int
  /// The tiles, in the order of the rows; of a symmetric map those on and above the diagonal.
  let tiles: [Tile]
  /// How many representations or pairs are decomposed at once.
  let decompositions: Int
  /// What the fullest tile and all that is kept beside it take, in bytes.
  let bytes: Int

  /// What the program itself takes before any map.
  static let programBytes = 48 << 20

  /// Divides a map.
  ///
  /// - Parameters:
  ///   - rows: the numbers of units of the representations of its rows.
  ///   - columns: the same of its columns; nil for a symmetric map, whose columns are its rows.
  ///   - threads: how many representations are read, and at most decomposed, at once.
  ///   - ceiling: the bytes that everything may take.
  ///   - refusesMore: whether single pairs that do not fit are an error.
  /// - Throws: ``SimilarityError/memoryCeiling(needed:ceiling:)`` where single pairs do not fit.
  init(
    rows: [Int], columns: [Int]?, threads: Int, ceiling: Int, refusesMore: Bool = true
  ) throws(SimilarityError) {
    let units = rows + (columns ?? [])
    let widest = max(units.max() ?? 1, 1)
    let others = columns ?? rows
    let chunkLength = Self.chunkLength(units: widest)
    self.chunkLength = chunkLength
    // Many threads' decompositions would leave no room for products.
    decompositions = min(
      threads, max(units.count, rows.count * others.count),
      max(1, ceiling / 4 / Self.decompositionBytes(widest)))
    // Representations' directions, and the pairs' scores twice while they are handed over.
    let kept =
      Self.programBytes + 8 * units.reduce(0) { $0 + $1 * $1 }
      + 2 * MemoryLayout<MeasuredPair?>.stride * rows.count * others.count
      + decompositions * Self.decompositionBytes(widest)
    let count = max(rows.count, others.count)
    var needed = 0
    for groups in 1...max(count, 1) {
      let tiles = Self.tiles(rows: rows.count, columns: columns?.count, groups: groups)
      let fullest =
        tiles.map { Self.bytes($0, rows, others, columns == nil, chunkLength, threads) }.max() ?? 0
      needed = kept + fullest
      guard needed > ceiling, refusesMore || groups < count else {
        self.tiles = tiles
        bytes = needed
        return
      }
    }
    throw .memoryCeiling(needed: needed, ceiling: ceiling)
  }

  /// As many rows as keep a chunk of a representation near a cache's size, whatever the division.
  static func chunkLength(units: Int) -> Int { min(4096, max(512, 131_072 / max(units, 1))) }

  /// What a decomposition of the widest pair holds: the product, its white form, both factors, their products with the
  /// representations, and LAPACK's work, eight squares in all.
  private static func decompositionBytes(_ widest: Int) -> Int { 8 * 8 * widest * widest }

  /// The products of a tile's pairs, the scatters of its representations, a chunk of each, and what is read of it.
  private static func bytes(
    _ tile: Tile, _ rows: [Int], _ columns: [Int], _ isSymmetric: Bool, _ chunkLength: Int, _ threads: Int
  ) -> Int {
    let isOnDiagonal = isSymmetric && tile.rows == tile.columns
    let left = Array(rows[tile.rows])
    let right = isOnDiagonal ? [] : Array(columns[tile.columns])
    let squares = (left + right).reduce(0) { $0 + $1 * $1 }
    let sums = (left.reduce(0, +), right.reduce(0, +))
    // Half of the pairs on the diagonal of a symmetric map, all of any other tile.
    let products = isOnDiagonal ? (sums.0 * sums.0 - squares) / 2 : sums.0 * sums.1
    let readers = min(threads, left.count + right.count)
    let widest = (left + right).max() ?? 0
    return 8 * (products + squares) + 8 * (chunkLength + 1) * (sums.0 + sums.1)
      + readers * 2 * 8 * chunkLength * widest
  }

  private static func tiles(rows: Int, columns: Int?, groups: Int) -> [Tile] {
    let left = divide(rows, groups)
    guard let columns else {
      return left.indices.flatMap { a in
        left.indices[a...].map { Tile(rows: left[a], columns: left[$0]) }
      }
    }
    let right = divide(columns, groups)
    return left.flatMap { a in right.map { Tile(rows: a, columns: $0) } }
  }

  /// At most `groups` ranges of nearly equal length.
  private static func divide(_ count: Int, _ groups: Int) -> [Range<Int>] {
    let groups = min(count, groups)
    return (0..<groups).map { $0 * count / groups..<($0 + 1) * count / groups }
  }
}
