import Tensors

/// Computes the pairs of a map, tile by tile.
struct MapEngine {
  /// A representation of the map.
  struct Item: Sendable {
    var source: any RowSource
    var lag = 0
    var prepared: PreparedRepresentation?
  }

  private let options: MapOptions
  private let plan: MapPlan
  private let rowCount: Int
  private let columnCount: Int
  private let isSymmetric: Bool
  /// The rows' representations, then those of the columns unless the map is symmetric.
  private var items: [Item]
  private var results: [MeasuredPair?]

  /// Plans a map and refuses representations that cannot be compared.
  init(rows: [Item], columns: [Item]?, options: MapOptions) throws(SimilarityError) {
    self.options = options
    rowCount = rows.count
    columnCount = columns?.count ?? rows.count
    isSymmetric = columns == nil
    items = rows + (columns ?? [])
    results = Array(repeating: nil, count: rowCount * columnCount)
    try Self.check(rows.map(\.source), columns?.map(\.source))
    plan = try MapPlan(
      rows: rows.map(\.source.unitCount), columns: columns?.map(\.source.unitCount),
      threads: Concurrent.threadCount, ceiling: options.memoryCeiling, refusesMore: options.refusesMore)
  }

  private static func check(
    _ rows: [any RowSource], _ columns: [any RowSource]?
  ) throws(SimilarityError) {
    for source in rows + (columns ?? []) {
      guard source.rowCount > 1, source.unitCount > 0 else {
        throw .empty(source: source.name, rows: source.rowCount, units: source.unitCount)
      }
      guard source.rowCount == rows[0].rowCount else {
        throw .differentRows(
          x: rows[0].name, rowsX: rows[0].rowCount, y: source.name, rowsY: source.rowCount)
      }
    }
    try check(rows, against: columns ?? rows)
  }

  /// Refuses a source that has too few rows for the widest of those that it is compared with.
  private static func check(
    _ sources: [any RowSource], against others: [any RowSource]
  ) throws(SimilarityError) {
    guard let widest = others.max(by: { $0.unitCount < $1.unitCount }) else { return }
    for source in sources where source.rowCount - source.unitCount <= widest.unitCount {
      throw .tooFewRows(
        rows: source.rowCount, x: source.name, unitsX: source.unitCount, y: widest.name,
        unitsY: widest.unitCount)
    }
  }

  /// The pairs in the order of rows and columns; after ``run()``.
  var pairs: [MeasuredPair] {
    let pairs = results.compactMap(\.self)
    precondition(pairs.count == results.count, "a map of \(results.count) pairs holds \(pairs.count)")
    return pairs
  }

  /// The representations of a range of items; after ``run()``.
  func prepared(_ range: Range<Int>) -> [PreparedRepresentation] { items[range].compactMap(\.prepared) }

  /// Computes all pairs.
  mutating func run() throws {
    for tile in plan.tiles { try run(tile) }
  }

  private mutating func run(_ tile: MapPlan.Tile) throws {
    let firstColumn = isSymmetric ? 0 : rowCount
    let wanted = tile.rows.flatMap { i in
      tile.columns.filter { !isSymmetric || $0 >= i }.map { JointPass.Pair(x: i, y: firstColumn + $0) }
    }
    let unknown = Set(wanted.flatMap { [$0.x, $0.y] }).filter { items[$0].prepared == nil }.sorted()
    // Scatters come first where representations are new; pairs that turn out to need whitened rows are read again.
    let scatters = unknown.map { JointPass.Pair(x: $0, y: $0) }
    let plain = wanted.filter { !needsFrame($0) && ($0.x != $0.y || items[$0.x].prepared != nil) }
    var sums = try read(scatters + plain)
    try prepare(unknown, sums)
    let own = Set(wanted).intersection(scatters).sorted { $0.x < $1.x }
    let done = (own + plain).filter { !needsFrame($0) }
    try score(done, sums)
    sums = [:]
    let known = Set(done)
    let rest = wanted.filter { !known.contains($0) }
    if !rest.isEmpty { try score(rest, try read(rest)) }
  }

  /// Whether the rows of a pair must be whitened before they are multiplied.
  private func needsFrame(_ pair: JointPass.Pair) -> Bool {
    items[pair.x].prepared?.route == .qr || items[pair.y].prepared?.route == .qr
  }

  /// The scatters of pairs of items, and the centres of those that are paired with themselves.
  private func read(_ pairs: [JointPass.Pair]) throws -> [JointPass.Pair: (Matrix<Double>, RunningMean)] {
    guard !pairs.isEmpty else { return [:] }
    let members = Set(pairs.flatMap { [$0.x, $0.y] }).sorted()
    let place = Dictionary(uniqueKeysWithValues: members.enumerated().map { ($1, $0) })
    let pass = JointPass(
      sides: members.map {
        JointPass.Side(
          source: items[$0].source, lag: items[$0].lag,
          frame: items[$0].prepared.flatMap { $0.route == .qr ? $0 : nil })
      },
      pairs: pairs.map { JointPass.Pair(x: place[$0.x] ?? 0, y: place[$0.y] ?? 0) },
      chunkLength: plan.chunkLength)
    let sums = try pass.run()
    return Dictionary(
      uniqueKeysWithValues: pairs.enumerated().map {
        ($1, (sums.scatters[$0], sums.centres[place[$1.x] ?? 0]))
      })
  }

  private mutating func prepare(
    _ unknown: [Int], _ sums: [JointPass.Pair: (Matrix<Double>, RunningMean)]
  ) throws {
    let sources = items.map(\.source)
    let prepared = try Concurrent.map(
      unknown.count, atOnce: plan.decompositions
    ) { index -> PreparedRepresentation? in
      let item = unknown[index]
      guard let (scatter, centre) = sums[JointPass.Pair(x: item, y: item)] else {
        preconditionFailure("no scatter of \(sources[item].name)")
      }
      do {
        return try PreparedRepresentation(sources[item], moments: Moments(centre: centre, scatter: scatter))
      } catch SimilarityError.noVariance {
        return nil
      }
    }
    // Named together: whoever leaves them out reads the others once more, not once for each.
    let dead = zip(unknown, prepared).filter { $1 == nil }.map { sources[$0.0].name }
    guard dead.isEmpty else { throw SimilarityError.noVariance(sources: dead) }
    for (item, representation) in zip(unknown, prepared) { items[item].prepared = representation }
  }

  private mutating func score(
    _ pairs: [JointPass.Pair], _ sums: [JointPass.Pair: (Matrix<Double>, RunningMean)]
  ) throws {
    let (items, options) = (items, options)
    let scored = try Concurrent.map(pairs.count, atOnce: plan.decompositions) { index in
      let pair = pairs[index]
      guard let x = items[pair.x].prepared, let y = items[pair.y].prepared, let sum = sums[pair] else {
        preconditionFailure("the pair \(pair.x), \(pair.y) is scored before it was read")
      }
      let cross = CrossCovariance(framed: sum.0.scaled(by: 1 / Double(x.rowCount - 1)), x, y)
      return try MeasuredPair(cross, x, y, options: options)
    }
    for (pair, score) in zip(pairs, scored) {
      let column = isSymmetric ? pair.y : pair.y - rowCount
      results[pair.x * columnCount + column] = score
      if isSymmetric { results[column * columnCount + pair.x] = pair.x == column ? score : score.swapped }
    }
  }
}
