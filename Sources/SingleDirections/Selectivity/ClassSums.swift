/// Sums of values and squares of a block of neighbouring units, for each class, in Float64.
///
/// Values are taken relative to the first sample: a unit that never changes has sums of exactly 0, and a
/// large common mean costs few digits.
struct ClassSums: Equatable, Sendable {
  /// The first unit of the block.
  let first: Int
  /// The number of units.
  let width: Int
  /// The first value of each unit.
  private(set) var origins: [Double]
  /// The least value of each unit.
  private(set) var minima: [Double]
  /// The sums of value − origin, one array a class.
  private(set) var sums: [[Double]]
  /// The sums of (value − origin)², one array a class.
  private(set) var squares: [[Double]]

  init(first: Int, width: Int, classes: Int) {
    self.first = first
    self.width = width
    origins = [Double](repeating: 0, count: width)
    minima = [Double](repeating: .infinity, count: width)
    sums = [[Double]](repeating: origins, count: classes)
    squares = sums
  }

  /// Adds samples one after another: the sums do not depend on how samples are cut into batches.
  mutating func add(
    _ rows: Span<Float>, units: Int, labels: Span<Int>, transform: ActivationTransform, isFirst: Bool
  ) {
    let start = first
    if isFirst {
      var firstRow = origins.mutableSpan
      transform.apply(rows, from: start, to: &firstRow)
    }
    var buffer = [Double](repeating: 0, count: width)
    var offsets = buffer
    var values = buffer.mutableSpan
    for sample in 0..<labels.count {
      transform.apply(rows, from: sample * units + start, to: &values)
      Self.move(values.span, origins: origins, minima: &minima, offsets: &offsets)
      let label = labels[sample]
      Self.accumulate(offsets, sums: &sums[label], squares: &squares[label])
    }
  }

  // Equal counts let the compiler drop bounds checks and use vectors; with more than four arrays in a loop it
  // would not.

  private static func move(
    _ values: Span<Double>, origins: [Double], minima: inout [Double], offsets: inout [Double]
  ) {
    let count = values.count
    let origins = origins.span
    var minima = minima.mutableSpan
    var offsets = offsets.mutableSpan
    precondition(origins.count == count && minima.count == count && offsets.count == count)
    for j in 0..<count {
      let value = values[j]
      let least = minima[j]
      minima[j] = value < least ? value : least
      offsets[j] = value - origins[j]
    }
  }

  private static func accumulate(_ offsets: [Double], sums: inout [Double], squares: inout [Double]) {
    let count = offsets.count
    let offsets = offsets.span
    var sums = sums.mutableSpan
    var squares = squares.mutableSpan
    precondition(sums.count == count && squares.count == count)
    for j in 0..<count {
      let offset = offsets[j]
      sums[j] += offset
      squares[j] += offset * offset
    }
  }
}
