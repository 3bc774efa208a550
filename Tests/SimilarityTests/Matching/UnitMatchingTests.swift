import Tensors
import TestSupport
import Testing

@testable import Similarity

@Suite("Matching of units")
struct UnitMatchingTests {
  private let key = RandomKey(seed: 3).child("matching")

  private func source(_ rows: Int, _ columns: Int, _ name: String) -> MatrixRows {
    MatrixRows(
      Matrix(rows: rows, columns: columns, elements: key.child(name).normals(rows * columns)), name: name)
  }

  @Test("correlations are those of the formula, and a unit that never changes has none")
  func correlations() throws {
    var x = source(700, 3, "x").rows(0..<700)
    let y = source(700, 2, "y").rows(0..<700)
    for i in 0..<700 {
      x[i, 1] = 1e6 + 0.5 * y[i, 0]
      x[i, 2] = 7
    }
    let found = try UnitCorrelations(MatrixRows(x, name: "x"), MatrixRows(y, name: "y"))
    #expect(found.variesX == [true, true, false] && found.variesY == [true, true])
    #expect(abs(found.values[1, 0] - 1) < 1e-8 && found.values[2, 0] == 0)
    func mean(_ matrix: Matrix<Double>, _ j: Int) -> Double {
      (0..<700).reduce(0) { $0 + matrix[$1, j] } / 700
    }
    let (mx, my) = (mean(x, 0), mean(y, 1))
    var (xy, xx, yy) = (0.0, 0.0, 0.0)
    for i in 0..<700 {
      xy += (x[i, 0] - mx) * (y[i, 1] - my)
      xx += (x[i, 0] - mx) * (x[i, 0] - mx)
      yy += (y[i, 1] - my) * (y[i, 1] - my)
    }
    #expect(abs(found.values[0, 1] - xy / (xx * yy).squareRoot()) < 1e-12)
  }

  @Test("units that were permuted and disturbed are found again, either way")
  func permuted() throws {
    let x = source(500, 12, "units").rows(0..<500)
    let order = key.child("order").permutation(12)
    let noise = source(500, 12, "noise").rows(0..<500)
    var y = x
    for i in 0..<500 {
      for j in 0..<12 { y[i, j] = (j % 2 == 0 ? 1 : -1) * x[i, order[j]] + 0.3 * noise[i, j] }
    }
    let correlations = try UnitCorrelations(MatrixRows(x, name: "x"), MatrixRows(y, name: "y"))
    let matching = UnitMatching(correlations, sign: .either)
    for j in 0..<12 {
      #expect(matching.best[order[j]]?.unit == j && matching.oneToOne[order[j]]?.unit == j)
      #expect((matching.best[order[j]]?.correlation ?? 0) * (j % 2 == 0 ? 1 : -1) > 0.9)
    }
    // Positive matches cannot find the units of odd places.
    let positive = UnitMatching(correlations)
    #expect(positive.best[order[0]]?.unit == 0 && positive.best[order[1]]?.unit != 1)
  }

  @Test("a one-to-one matching has the greatest sum of all permutations", arguments: 0..<20)
  func assignment(draw: Int) {
    let scores = Matrix(rows: 5, columns: 7, elements: key.child(draw).normals(35))
    let found = Assignment.greatest(rows: 5, columns: 7) { scores[$0, $1] }
    #expect(Set(found.compactMap(\.self)).count == 5)
    let sum = found.enumerated().reduce(0) { $0 + scores[$1.offset, $1.element ?? 0] }
    func greatest(_ row: Int, _ used: Set<Int>) -> Double {
      guard row < 5 else { return 0 }
      return (0..<7).filter { !used.contains($0) }.map {
        scores[row, $0] + greatest(row + 1, used.union([$0]))
      }.max() ?? 0
    }
    #expect(abs(sum - greatest(0, [])) < 1e-12)
    // The other way round the same pairs come out, and two columns stay alone.
    let turned = Assignment.greatest(rows: 7, columns: 5) { scores[$1, $0] }
    #expect(turned.count { $0 == nil } == 2)
    for (row, column) in found.enumerated() { #expect(column.flatMap { turned[$0] } == row) }
  }

  @Test("canonical directions give variates of variance 1 with the canonical correlations")
  func canonicalDirections() throws {
    let x = source(900, 4, "left").rows(0..<900)
    var y = source(900, 3, "right").rows(0..<900)
    for i in 0..<900 { y[i, 0] += 2 * x[i, 1] - x[i, 2] }
    let (a, b) = (
      try PreparedRepresentation(MatrixRows(x, name: "x")),
      try PreparedRepresentation(MatrixRows(y, name: "y"))
    )
    let found = try CanonicalDirections(of: a, with: b)
    let comparison = try PairScores(a, b)
    #expect(zip(found.coefficients, comparison.coefficients).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(found.directions.rows == 3 && found.directions.columns == 4)
    let variates = x.multiplied(by: found.directions, transposeOther: true)
    let moments = try UnitCorrelations(MatrixRows(variates, name: "v"), MatrixRows(variates, name: "v"))
    for i in 0..<3 {
      for j in 0..<3 { #expect(abs(moments.values[i, j] - (i == j ? 1 : 0)) < 1e-10) }
    }
    // The first variate's correlation with the best combination of y is the first coefficient: its R² on y.
    let mean = (0..<900).reduce(0) { $0 + variates[$1, 0] } / 900
    let variance = (0..<900).reduce(0) { $0 + (variates[$1, 0] - mean) * (variates[$1, 0] - mean) } / 899
    #expect(abs(variance - 1) < 1e-10)
    let first = try PreparedRepresentation(
      MatrixRows(Matrix(rows: 900, columns: 1, elements: (0..<900).map { variates[$0, 0] }), name: "first"))
    #expect(abs(try PairScores(first, b).coefficients[0] - found.coefficients[0]) < 1e-10)
  }
}
