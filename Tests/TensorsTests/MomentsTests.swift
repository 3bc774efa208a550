import Tensors
import TestSupport
import Testing

struct MomentsTests {
  private let key = RandomKey(seed: 3)

  private func matrix(_ rows: Int, _ units: Int, offset: Double = 0) -> Matrix<Double> {
    Matrix(rows: rows, columns: units, elements: key.normals(rows * units).map { $0 + offset })
  }

  /// Two passes in plain loops.
  private func direct(_ x: Matrix<Double>) -> (mean: [Double], scatter: Matrix<Double>) {
    let mean = (0..<x.columns).map { j in (0..<x.rows).reduce(0) { $0 + x[$1, j] } / Double(x.rows) }
    var scatter = Matrix<Double>(rows: x.columns, columns: x.columns)
    for i in 0..<x.rows {
      for j in 0..<x.columns {
        for k in 0..<x.columns { scatter[j, k] += (x[i, j] - mean[j]) * (x[i, k] - mean[k]) }
      }
    }
    return (mean, scatter)
  }

  @Test(arguments: [0.0, 1e3, 1e7])
  func blocksOfAnySizeGiveTheDirectSums(offset: Double) throws {
    let x = matrix(97, 5, offset: offset)
    let (mean, scatter) = direct(x)
    for length in [1, 2, 13, 96, 97] {
      var moments = Moments(units: 5)
      for start in stride(from: 0, to: 97, by: length) {
        try moments.add(x.rows(start..<min(97, start + length)))
      }
      #expect(moments.count == 97)
      #expect(scaledDifference(moments.mean, mean) < 1e-14)
      #expect(
        scaledDifference(moments.scatter.elements, scatter.elements) < 1e-8 * max(offset, 1) / 1e7 + 1e-13)
    }
  }

  @Test func mergingEqualsAdding() throws {
    let x = matrix(60, 4, offset: 100)
    var left = Moments(units: 4)
    var right = Moments(units: 4)
    try left.add(x.rows(0..<17))
    try right.add(x.rows(17..<60))
    var merged = Moments(units: 4)
    merged.merge(left)
    merged.merge(right)
    merged.merge(Moments(units: 4))
    let (mean, scatter) = direct(x)
    #expect(merged.count == 60)
    #expect(scaledDifference(merged.mean, mean) < 1e-14)
    #expect(scaledDifference(merged.scatter.elements, scatter.elements) < 1e-12)
    #expect(scaledDifference(merged.covariance.elements, scatter.scaled(by: 1 / 59).elements) < 1e-12)
  }

  @Test func float32RowsAreSummedInFloat64() throws {
    let values = key.normals(3000).map { Float(1000 + $0) }
    let narrow = Matrix<Float>(rows: 1000, columns: 3, elements: values)
    var moments = Moments(units: 3)
    for start in stride(from: 0, to: 1000, by: 100) { try moments.add(narrow.rows(start..<start + 100)) }
    let (_, scatter) = direct(Matrix<Double>(narrow))
    #expect(scaledDifference(moments.scatter.elements, scatter.elements) < 1e-11)
  }

  @Test func aConstantUnitHasNoScatterAtAll() throws {
    var x = matrix(200, 3)
    for row in 0..<200 { x[row, 1] = 0.1 }
    var moments = Moments(units: 3)
    for start in stride(from: 0, to: 200, by: 33) { try moments.add(x.rows(start..<min(200, start + 33))) }
    #expect(moments.scatter[1, 1] == 0)
    #expect(moments.centred(x).elements.enumerated().allSatisfy { $0.offset % 3 != 1 || $0.element == 0 })
  }

  @Test func notANumberIsFound() throws {
    var x = matrix(50, 4)
    x[37, 2] = .nan
    var moments = Moments(units: 4)
    try moments.add(x.rows(0..<30))
    #expect(throws: TensorsError.notFinite(row: 37, column: 2, value: "nan")) {
      try moments.add(x.rows(30..<50))
    }
  }
}
