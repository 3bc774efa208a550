import Similarity
import Tensors
import Testing

/// The scores of unrelated data, by formula and by circular shifts.
struct NullTests {
  @Test func tooManyShiftsAndTooLongWindowsAreCut() {
    #expect(CircularShifts(rows: 10, count: .max).lags == Array(1..<10))
    #expect(CircularShifts(rows: 10, windowLength: .max, count: 2).lags == [3, 6])
    #expect(CircularShifts(rows: 1, count: .max).lags.isEmpty)
    #expect(RowBlocks(rows: 10, windowLength: .max).ranges == [0..<10])
  }

  /// Mean and largest correlation of independent normal data, against the table of the law.
  @Test(arguments: [
    (200, 10_000, 0.12, 0.28), (200, 3688, 0.20, 0.45), (512, 10_000, 0.19, 0.44), (1150, 3688, 0.49, 0.93),
    (128, 1000, 0.31, 0.67), (1150, 73_760, 0.11, 0.25), (64, 5000, 0.10, 0.23),
  ])
  func formulaForEqualWidths(units: Int, rows: Int, mean: Double, max: Double) {
    let null = NullFormula(rows: rows, x: units, y: units)
    #expect(abs(null.mean - mean) < 0.006)
    #expect(abs(null.max - max) < 0.006)
  }

  @Test func quarterCircleLimit() {
    let null = NullFormula(rows: 1_000_001, x: 100, y: 100)
    #expect(abs(null.mean - 8 / (3 * Double.pi) * 0.01) < 1e-5)
  }

  @Test func noRowsToSpareMeansOne() {
    #expect(NullFormula(rows: 20, x: 10, y: 10) == NullFormula(rows: 11, x: 10, y: 2))
    #expect(NullFormula(rows: 20, x: 10, y: 10).mean == 1)
  }

  @Test(arguments: [(30, 30, 600), (40, 10, 500), (10, 40, 500), (25, 60, 400), (1, 50, 1000)])
  func independentDataMeetTheFormula(unitsX: Int, unitsY: Int, rows: Int) throws {
    let draws = 4
    var mean = 0.0
    var greatest = 0.0
    for draw in 0..<draws {
      let key = RandomKey(seed: 11).child(draw)
      let all = try scores(normal(key.child("x"), rows, unitsX), normal(key.child("y"), rows, unitsY))
      mean += all.cca / Double(draws)
      greatest += (all.coefficients.first ?? 0) / Double(draws)
    }
    let null = NullFormula(rows: rows, x: unitsX, y: unitsY)
    #expect(abs(mean - null.mean) < 0.02, "mean \(mean), formula \(null.mean)")
    #expect(abs(greatest - null.max) < 0.05, "largest \(greatest), formula \(null.max)")
  }

  @Test func shiftsAgreeWithTheFormulaForIndependentRowsAndExceedItForSmoothOnes() throws {
    let key = RandomKey(seed: 21)
    let rows = 1200
    let x = normal(key.child("x"), rows, 10)
    var y = x.multiplied(by: normal(key.child("map"), 10, 10))
    y.add(normal(key.child("y"), rows, 10))
    let shifts = CircularShifts(rows: rows, windowLength: 20, count: 5)
    let formula = NullFormula(rows: rows, x: 10, y: 10)
    let white = try ShiftedNull(prepared(x, "x"), prepared(y, "y"), shifts: shifts)
    #expect(white.shifts == 5)
    #expect(abs(white.mean - formula.mean) < 0.02)
    #expect(white.max >= white.mean)
    let smooth = try ShiftedNull(prepared(smoothed(x), "x"), prepared(smoothed(y), "y"), shifts: shifts)
    #expect(smooth.mean > formula.mean + 0.1)
  }

  @Test func lagsAreWholeWindowsSpreadOverTheRows() {
    #expect(CircularShifts(rows: 1000, windowLength: 20, count: 4).lags == [200, 400, 600, 800])
    #expect(CircularShifts(rows: 1010, windowLength: 20, count: 4).lags == [200, 400, 600, 800])
    #expect(CircularShifts(rows: 60, windowLength: 20, count: 5).lags == [20, 40])
    #expect(CircularShifts(rows: 30, windowLength: 30, count: 2).lags == [10, 20])
    #expect(CircularShifts(rows: 30, windowLength: 10, count: 0).lags == [])
  }

  private func prepared(_ matrix: Matrix<Double>, _ name: String) throws -> PreparedRepresentation {
    try PreparedRepresentation(MatrixRows(matrix, name: name))
  }

  /// A moving average over 20 rows: about a twentieth of the rows stay independent.
  private func smoothed(_ x: Matrix<Double>) -> Matrix<Double> {
    var result = Matrix<Double>(rows: x.rows, columns: x.columns)
    for row in 0..<x.rows {
      for back in 0..<20 {
        let from = (row + x.rows - back) % x.rows
        for unit in 0..<x.columns { result[row, unit] += x[from, unit] }
      }
    }
    return result
  }
}
