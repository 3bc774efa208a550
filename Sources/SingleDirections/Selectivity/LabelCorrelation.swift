/// The correlation of each unit with a number that every sample has, such as a depth of nesting.
///
/// It is Pearson's coefficient; with the numbers 0 and 1 it is the point-biserial one. Batches are added one
/// sample after another in Float64, relative to the first sample.
public struct LabelCorrelation: Equatable, Sendable {
  /// The name of the site.
  public let site: String
  /// The number of units.
  public let unitCount: Int
  /// The number of samples.
  public private(set) var samples = 0
  private var targetOrigin = 0.0
  private var targetSum = 0.0
  private var targetSquares = 0.0
  private var origins: [Double]
  private var sums: [Double]
  private var squares: [Double]
  private var products: [Double]
  /// One sample less the origins.
  private var offsets: [Double]

  /// Creates the correlation of no samples.
  public init(site: String, unitCount: Int) {
    precondition(unitCount > 0, "a correlation of \(unitCount) units")
    self.site = site
    self.unitCount = unitCount
    origins = [Double](repeating: 0, count: unitCount)
    sums = origins
    squares = origins
    products = origins
    offsets = origins
  }

  /// Adds samples × units activations and the number of each sample.
  ///
  /// - Throws: ``SingleDirectionsError/notFinite(source:row:column:value:)`` with samples counted over all
  ///   batches; the batch is then not added.
  public mutating func add(_ rows: [Float], targets: [Double]) throws(SingleDirectionsError) {
    precondition(
      rows.count == targets.count * unitCount,
      "\(rows.count) activations of \(targets.count) samples × \(unitCount) units")
    try SiteActivations.checkFinite(rows, units: unitCount, site: site, firstSample: samples)
    for (i, target) in targets.enumerated() where !target.isFinite {
      throw .notFinite(source: "the labels of \(site)", row: samples + i, column: 0, value: "\(target)")
    }
    for (i, target) in targets.enumerated() { add(rows.span, from: i * unitCount, target: target) }
  }

  /// Adds samples with a binary label, which counts as 0 or 1.
  ///
  /// - Throws: as ``add(_:targets:)``.
  public mutating func add(_ rows: [Float], labels: [Bool]) throws(SingleDirectionsError) {
    try add(rows, targets: labels.map { $0 ? 1 : 0 })
  }

  private mutating func add(_ row: Span<Float>, from start: Int, target: Double) {
    if samples == 0 {
      targetOrigin = target
      for j in 0..<unitCount { origins[j] = Double(row[start + j]) }
    }
    samples += 1
    let y = target - targetOrigin
    targetSum += y
    targetSquares += y * y
    Self.move(row.extracting(start..<start + unitCount), origins: origins, offsets: &offsets)
    Self.accumulate(offsets, y, sums: &sums, squares: &squares, products: &products)
  }

  // Equal counts let the compiler drop bounds checks and use vectors; with more than four arrays in a loop it
  // would not.

  private static func move(_ row: Span<Float>, origins: [Double], offsets: inout [Double]) {
    let origins = origins.span
    var offsets = offsets.mutableSpan
    precondition(origins.count == row.count && offsets.count == row.count)
    for j in 0..<row.count { offsets[j] = Double(row[j]) - origins[j] }
  }

  private static func accumulate(
    _ offsets: [Double], _ y: Double, sums: inout [Double], squares: inout [Double], products: inout [Double]
  ) {
    let count = offsets.count
    let offsets = offsets.span
    var sums = sums.mutableSpan
    var squares = squares.mutableSpan
    var products = products.mutableSpan
    precondition(sums.count == count && squares.count == count && products.count == count)
    for j in 0..<count {
      let x = offsets[j]
      sums[j] += x
      squares[j] += x * x
      products[j] += x * y
    }
  }

  /// The coefficient of each unit, in [−1, 1]; nil for a unit that never changes, and for all where the
  /// numbers do not.
  public var values: [Double?] {
    guard samples > 0 else { return [Double?](repeating: nil, count: unitCount) }
    let n = Double(samples)
    let targetSpread = targetSquares - targetSum * targetSum / n
    return (0..<unitCount).map { j in
      let spread = squares[j] - sums[j] * sums[j] / n
      guard spread > 0, targetSpread > 0 else { return nil }
      let product = products[j] - sums[j] * targetSum / n
      return min(1, max(-1, product / (spread.squareRoot() * targetSpread.squareRoot())))
    }
  }
}
