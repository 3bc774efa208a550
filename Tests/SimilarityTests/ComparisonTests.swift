import Foundation
import Similarity
import Tensors
import Testing

/// The object that `strata compare --json` prints.
struct ComparisonTests {
  private let key = RandomKey(seed: 5)

  private func pair(rows: Int = 600) -> (MatrixRows, MatrixRows) {
    let shared = normal(key.child("shared"), rows, 4)
    let x = shared.multiplied(by: normal(key.child("a"), 4, 8))
    var y = shared.multiplied(by: normal(key.child("b"), 4, 6))
    y.add(normal(key.child("noise"), rows, 6), scale: 0.5)
    var noisy = x
    noisy.add(normal(key.child("x noise"), rows, 8), scale: 0.5)
    return (MatrixRows(noisy, name: "x"), MatrixRows(y, name: "y"))
  }

  @Test func keysAreThoseOfTheContract() throws {
    let (x, y) = pair()
    var options = ComparisonOptions()
    options.intervalKey = key
    options.convention = .anatome
    let comparison = try Comparison.of(x, y, options: options)
    let data = try JSONEncoder().encode(comparison)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "observations", "units", "rank", "condition", "cca", "svcca", "pwcca", "cka", "procrustes", "null",
        "interval", "definition", "as",
      ])
    func keys(_ name: String) -> Set<String> { Set((object[name] as? [String: Any] ?? [:]).keys) }
    #expect(keys("cca") == ["mean", "coefficients"])
    #expect(keys("svcca") == ["mean", "kept", "rule"])
    #expect(keys("pwcca") == ["xy", "yx", "mean"])
    #expect(keys("cka") == ["linear"])
    #expect(keys("null") == ["formula", "shifted"])
    #expect(keys("interval") == ["cca", "svcca", "pwcca", "cka", "procrustes", "blocks", "replicates"])
    let null = try #require(object["null"] as? [String: Any])
    #expect(Set((null["formula"] as? [String: Any] ?? [:]).keys) == ["mean", "max"])
    #expect(Set((null["shifted"] as? [String: Any] ?? [:]).keys) == ["mean", "max", "shifts"])
    #expect((object["units"] as? [Int]) == [8, 6])
    #expect(try JSONDecoder().decode(Comparison.self, from: data) == comparison)
  }

  @Test func defaultHasNoIntervalAndNoOtherConvention() throws {
    let (x, y) = pair()
    let comparison = try Comparison.of(x, y)
    #expect(comparison.interval == nil)
    #expect(comparison.convention == nil)
    #expect(comparison.null.shifted?.shifts == 5)
    #expect(comparison.warnings.isEmpty)
  }

  @Test func fewRowsAreWarnedOfAndTooFewRefused() throws {
    let (x, y) = pair(rows: 120)
    #expect(try Comparison.of(x, y).warnings.count == 1)
    let (tinyX, tinyY) = pair(rows: 14)
    #expect(throws: SimilarityError.tooFewRows(rows: 14, x: "x", unitsX: 8, y: "y", unitsY: 6)) {
      try Comparison.of(tinyX, tinyY)
    }
    let (barelyX, barelyY) = pair(rows: 15)
    #expect(try Comparison.of(barelyX, barelyY).observations == 15)
  }

  @Test func inputThatCannotBeComparedIsNamed() throws {
    let (x, _) = pair()
    var values = x.rows(0..<600)
    values[3, 2] = .nan
    #expect(throws: SimilarityError.notFinite(source: "bad", row: 3, column: 2, value: "nan")) {
      try Comparison.of(x, MatrixRows(values, name: "bad"))
    }
    values = x.rows(0..<600)
    values[599, 7] = -.infinity
    #expect(throws: SimilarityError.notFinite(source: "bad", row: 599, column: 7, value: "-inf")) {
      try Comparison.of(MatrixRows(values, name: "bad"), x)
    }
    #expect(throws: SimilarityError.differentRows(x: "x", rowsX: 600, y: "short", rowsY: 599)) {
      try Comparison.of(x, MatrixRows(x.rows(0..<599), name: "short"))
    }
    #expect(throws: SimilarityError.noVariance(sources: ["flat"])) {
      try Comparison.of(x, MatrixRows(Matrix<Double>(rows: 600, columns: 3, repeating: 0.1), name: "flat"))
    }
    #expect(throws: SimilarityError.empty(source: "none", rows: 600, units: 0)) {
      try Comparison.of(x, MatrixRows(Matrix<Double>(rows: 600, columns: 0), name: "none"))
    }
    #expect(
      throws: SimilarityError.unknown(kind: "convention", name: "x", known: ["google-svcca", "anatome"])
    ) {
      try CCAConvention(named: "x")
    }
  }

  @Test func constantUnitsOnlyLowerTheRank() throws {
    let (x, y) = pair()
    var wide = Matrix<Double>(rows: 600, columns: 10, repeating: 123456.789)
    let values = x.rows(0..<600)
    for row in 0..<600 {
      for unit in 0..<8 { wide[row, unit + 1] = values[row, unit] }
    }
    let plain = try Comparison.of(x, y)
    let padded = try Comparison.of(MatrixRows(wide, name: "wide"), y)
    #expect(padded.rank == [8, 6])
    #expect(padded.units == [10, 6])
    #expect(abs((padded.cca?.mean ?? 2) - (plain.cca?.mean ?? 9)) < 1e-12)
    #expect(abs((padded.pwcca?.mean ?? 2) - (plain.pwcca?.mean ?? 9)) < 1e-12)
  }
}
