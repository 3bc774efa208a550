/// Sums of values and squares of a block of neighbouring units, for each class, in Float64.
///
/// Values are taken relative to the first sample: a unit that never changes has sums of exactly 0, and a large common
/// mean costs few digits.
struct ClassSums: Equatable, Sendable {
  /// The first unit of the block.
  let first: Int
  /// The number of units.
  let width: Int
  /// The first value of each unit.
  private(set) var origins: [Double]
  /// The least value of each unit.
  private(set) var minima: [Double]
  /// classes × width sums of value − origin.
  private(set) var sums: [Double]
  /// classes × width sums of (value − origin)².
  private(set) var squares: [Double]

  init(first: Int, width: Int, classes: Int) {
    self.first = first
    self.width = width
    origins = [Double](repeating: 0, count: width)
    minima = [Double](repeating: .infinity, count: width)
    sums = [Double](repeating: 0, count: classes * width)
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
    var values = buffer.mutableSpan
    for sample in 0..<labels.count {
      transform.apply(rows, from: sample * units + start, to: &values)
      Self.add(
        values.span, label: labels[sample], origins: origins, minima: &minima, sums: &sums, squares: &squares)
    }
  }

  /// Adds the values of one sample.
  private static func add(
    _ values: Span<Double>, label: Int, origins: [Double], minima: inout [Double], sums: inout [Double],
    squares: inout [Double]
  ) {
    let origins = origins.span
    let base = label * values.count
    var minima = minima.mutableSpan
    var sums = sums.mutableSpan
    var squares = squares.mutableSpan
    for j in 0..<values.count {
      let value = values[j]
      let offset = value - origins[j]
      minima[j] = min(minima[j], value)
      sums[base + j] += offset
      squares[base + j] += offset * offset
    }
  }

  /// Adds the sums of other samples of the same units; `counts` has the other's number of samples in each class.
  mutating func merge(_ other: ClassSums, counts: [Int]) {
    for j in 0..<width {
      let move = other.origins[j] - origins[j]
      minima[j] = min(minima[j], other.minima[j])
      for (label, count) in counts.enumerated() {
        let at = label * width + j
        let n = Double(count)
        sums[at] += other.sums[at] + n * move
        squares[at] += other.squares[at] + (2 * other.sums[at] + n * move) * move
      }
    }
  }
}
