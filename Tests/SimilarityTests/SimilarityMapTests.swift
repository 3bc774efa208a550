import Tensors
import TestSupport
import Testing

@testable import Similarity

/// Maps against the same pairs one by one.
struct SimilarityMapTests {
  private static let rows = 3000
  private let key = RandomKey(seed: 21)

  /// Representations of different widths that share a part; the shared part drifts.
  private func matrices(_ units: [Int], rows: Int = Self.rows) -> [Matrix<Double>] {
    let shared = normal(key.child("shared"), rows, 6)
    return units.enumerated().map { index, width in
      let mixing = normal(key.child("mixing").child(index), 6, width)
      var matrix = shared.multiplied(by: mixing).scaled(by: 0.3)
      matrix.add(normal(key.child("noise").child(index), rows, width))
      return Matrix(rows: rows, columns: width, elements: matrix.elements.map { $0 + 5 })
    }
  }

  private func sources(_ matrices: [Matrix<Double>]) -> [MatrixRows] {
    matrices.enumerated().map { MatrixRows($1, name: "m\($0)") }
  }

  private func all(_ ceiling: Int = MapOptions.usualMemoryCeiling) -> MapOptions {
    var options = MapOptions(measures: Set(MeasuredPair.measures), memoryCeiling: ceiling)
    options.keepsCoefficients = true
    return options
  }

  /// Every score of a map against `PairScores` of the same pair.
  private func expectPairwise(
    _ map: SimilarityMap, _ rows: [Matrix<Double>], _ columns: [Matrix<Double>], tolerance: Double = 1e-10
  ) throws {
    for (i, x) in rows.enumerated() {
      for (j, y) in columns.enumerated() {
        let expected = try scores(x, y)
        let pair = map.pair(i, j)
        for measure in MeasuredPair.measures {
          for side in [ProjectionSide.x, .y, .both] {
            let found = try #require(pair.score(measure, side: side))
            let wanted = try #require(expected.score(measure, side: side))
            #expect(abs(found - wanted) < tolerance, "\(measure) \(side) of \(i) and \(j)")
            if measure != .pwcca || side == .y {
              #expect(map.matrix(measure)?[i, j] == found)
            }
          }
        }
        #expect(pair.svccaKept == expected.svccaKept)
        let coefficients = try #require(pair.coefficients)
        #expect(coefficients.count == expected.coefficients.count)
        let difference = zip(coefficients, expected.coefficients).map { abs($0 - $1) }.max() ?? 1
        #expect(difference < tolerance, "coefficients of \(i) and \(j)")
      }
    }
  }

  @Test func aSymmetricMapEqualsThePairsOneByOne() throws {
    let matrices = matrices([5, 9, 7, 5])
    try expectPairwise(SimilarityMap(sources(matrices), options: all()), matrices, matrices)
  }

  @Test func aRectangularMapEqualsThePairsOneByOne() throws {
    let matrices = matrices([5, 9, 7, 6, 8])
    let (rows, columns) = (Array(matrices[..<2]), Array(matrices[2...]))
    let map = try SimilarityMap(sources(rows), columns: sources(columns), options: all())
    #expect(map.matrix(.cka)?.rows == 2 && map.matrix(.cka)?.columns == 3)
    try expectPairwise(map, rows, columns)
  }

  /// Chunks of this width hold 512 rows: the mean moves from one to the next, a shift wraps within one, and the
  /// rows of the QR route are centred by what was read before.
  @Test func mapsOfSeveralChunksEqualThePairsOneByOne() throws {
    #expect(MapPlan.chunkLength(units: 300) == 512)
    let rows = 1700
    var matrices = matrices([5, 300, 7], rows: rows)
    for i in 0..<rows {
      for j in 0..<7 { matrices[2][i, j] += 0.01 * Double(i) }
      for j in 0..<5 { matrices[0][i, j] -= 0.02 * Double(i) }
    }
    matrices.append(matrices[2].scalingColumns(by: [1, 1, 1, 1, 1, 1, 1e-6]))
    matrices[3] = matrices[3].multiplied(by: normal(key.child("rotation"), 7, 7))
    let map = try SimilarityMap(sources(matrices), options: all())
    #expect(map.rows.map(\.route) == [.covariance, .covariance, .covariance, .qr])
    // The drift makes the condition of the last 10⁷: its white rows have that many fewer digits.
    #expect(map.rows[3].condition > 3e6)
    try expectPairwise(map, matrices, matrices, tolerance: 1e-8)
    let shifted = try SimilarityMap(prepared: map.rows, lag: 1000, options: all())
    for i in matrices.indices {
      for j in matrices.indices {
        let expected = try PairScores(map.rows[i], map.rows[j], lag: 1000)
        for measure in MeasuredPair.measures {
          let found = try #require(shifted.pair(i, j).score(measure, side: .x))
          #expect(abs(found - (expected.score(measure, side: .x) ?? 2)) < 1e-8, "\(measure) of \(i) and \(j)")
        }
      }
    }
  }

  @Test func preparedRepresentationsGiveTheSameMapAndTheShiftedNull() throws {
    let matrices = matrices([5, 7, 6])
    let prepared = try sources(matrices).map { try PreparedRepresentation($0) }
    try expectPairwise(SimilarityMap(prepared: prepared, options: all()), matrices, matrices)
    let shifted = try SimilarityMap(prepared: prepared, lag: 1000, options: all())
    for i in 0..<3 {
      for j in 0..<3 {
        let expected = try PairScores(prepared[i], prepared[j], lag: 1000)
        for measure in MeasuredPair.measures {
          let found = try #require(shifted.pair(i, j).score(measure, side: .x))
          #expect(abs(found - (expected.score(measure, side: .x) ?? 2)) < 1e-10)
        }
      }
    }
  }

  @Test func aMapDividedIntoPartsHasTheSameBits() throws {
    let units = [40, 60, 50, 40, 70]
    let sources = sources(matrices(units, rows: 1500))
    let whole = try SimilarityMap(sources, options: all())
    let plan = try MapPlan(rows: units, columns: nil, threads: Concurrent.threadCount, ceiling: .max)
    #expect(plan.tiles.count == 1)
    // One byte less than each division needs makes the next one.
    var ceiling = plan.bytes - 1
    var divisions: Set<Int> = []
    while let parts = try? SimilarityMap(sources, options: all(ceiling)) {
      for measure in MeasuredPair.measures { #expect(parts.matrix(measure) == whole.matrix(measure)) }
      guard
        let next = try? MapPlan(
          rows: units, columns: nil, threads: Concurrent.threadCount, ceiling: ceiling)
      else { break }
      ceiling = next.bytes - 1
      divisions.insert(next.tiles.count)
    }
    #expect(divisions.count >= 2)
    #expect(throws: SimilarityError.self) { try SimilarityMap(sources, options: all(MapPlan.programBytes)) }
    var settings = all(1)
    settings.refusesMore = false
    #expect(try SimilarityMap(sources, options: settings).matrix(.cca) == whole.matrix(.cca))
  }

  /// One representation has a direction 10⁶ times smaller than the others: its covariance would not do.
  @Test func anIllConditionedRepresentationTakesTheQRRouteInAMap() throws {
    var matrices = matrices([5, 7, 6], rows: 2000)
    let mixing = normal(key.child("rotation"), 7, 7)
    let squeezed = matrices[1].scalingColumns(by: [1, 1, 1, 1, 1, 1, 1e-6])
    matrices[1] = squeezed.multiplied(by: mixing)
    for ceiling in [MapOptions.usualMemoryCeiling, 1] {
      var settings = all(ceiling)
      settings.refusesMore = false
      let map = try SimilarityMap(sources(matrices), options: settings)
      #expect(map.rows.map(\.route) == [.covariance, .qr, .covariance])
      #expect(map.rows[1].condition > 1e5)
      try expectPairwise(map, matrices, matrices, tolerance: 1e-9)
      let rectangular = try SimilarityMap(
        sources([matrices[1]]), columns: sources(matrices), options: settings)
      try expectPairwise(rectangular, [matrices[1]], matrices, tolerance: 1e-9)
    }
  }

  @Test func aConstantUnitChangesNothing() throws {
    var matrices = matrices([5, 6])
    let plain = try SimilarityMap(sources(matrices), options: all())
    var wide = Matrix<Double>(rows: Self.rows, columns: 6, repeating: 0.1)
    for i in 0..<Self.rows {
      for j in 0..<5 { wide[i, j] = matrices[0][i, j] }
    }
    matrices[0] = wide
    let map = try SimilarityMap(sources(matrices), options: all())
    #expect(map.rows.map(\.rank) == [5, 6])
    for measure in MeasuredPair.measures {
      let (a, b) = (map.matrix(measure)?.elements ?? [], plain.matrix(measure)?.elements ?? [])
      #expect(a.count == 4 && scaledDifference(a, b) < 1e-12, "\(measure)")
    }
  }

  /// Sides whose units are uncorrelated but for one: M·Mᵀ is singular, and its roots would have half the digits.
  @Test func coefficientsNearZeroAreNotSquared() throws {
    let rows = 1200
    var x = Matrix<Double>(rows: rows, columns: 3)
    var y = x
    let base = try QRDecomposition(centredNormal(rows, 5)).q
    for i in 0..<rows {
      x[i, 0] = base[i, 0]
      x[i, 1] = base[i, 1]
      x[i, 2] = base[i, 2]
      y[i, 0] = base[i, 0] + 0.5 * base[i, 3]
      y[i, 1] = base[i, 3]
      y[i, 2] = base[i, 4]
    }
    // Mixed units couple the eigenvalues, so that the small ones inherit the rounding of the large one.
    x = x.multiplied(by: normal(key.child("mix x"), 3, 3))
    y = y.multiplied(by: normal(key.child("mix y"), 3, 3))
    let map = try SimilarityMap(
      [MatrixRows(x, name: "x")], columns: [MatrixRows(y, name: "y")], options: all())
    let coefficients = try #require(map.pair(0, 0).coefficients)
    #expect(coefficients[0] > 0.8)
    #expect(coefficients[1...].allSatisfy { $0 < 1e-13 })
    #expect(abs((map.matrix(.pwcca)?[0, 0] ?? 2) - (try scores(x, y).pwccaYX)) < 1e-12)
  }

  private func centredNormal(_ rows: Int, _ units: Int) throws -> Matrix<Double> {
    let matrix = normal(key.child("orthogonal"), rows, units)
    var moments = Moments(units: units)
    try moments.add(matrix)
    return moments.centred(matrix)
  }

  @Test func onlyWhatWasAskedForIsThere() throws {
    let sources = sources(matrices([5, 6]))
    for measure in MeasuredPair.measures {
      let map = try SimilarityMap(sources, options: MapOptions(measures: [measure]))
      for other in Measure.allCases { #expect((map.matrix(other) != nil) == (other == measure)) }
    }
  }

  @Test func whatCannotBeComparedIsNamed() throws {
    var matrices = matrices([5, 6, 7], rows: 50)
    let good = sources(matrices)
    #expect(throws: SimilarityError.differentRows(x: "m0", rowsX: 50, y: "short", rowsY: 49)) {
      try SimilarityMap([good[0], MatrixRows(matrices[1].rows(0..<49), name: "short")])
    }
    #expect(throws: SimilarityError.tooFewRows(rows: 12, x: "a", unitsX: 5, y: "b", unitsY: 7)) {
      try SimilarityMap([
        MatrixRows(matrices[0].rows(0..<12), name: "a"), MatrixRows(matrices[2].rows(0..<12), name: "b"),
      ])
    }
    #expect(throws: SimilarityError.noVariance(sources: ["flat"])) {
      try SimilarityMap([
        good[0], MatrixRows(Matrix<Double>(rows: 50, columns: 3, repeating: 0.1), name: "flat"),
      ])
    }
    #expect(throws: SimilarityError.empty(source: "none", rows: 50, units: 0)) {
      try SimilarityMap([good[0], MatrixRows(Matrix<Double>(rows: 50, columns: 0), name: "none")])
    }
    matrices[1][41, 2] = .nan
    #expect(throws: SimilarityError.notFinite(source: "m1", row: 41, column: 2, value: "nan")) {
      try SimilarityMap(sources(matrices))
    }
  }

  /// Only sides that meet must have more rows than units together.
  @Test func aNarrowSideLeavesRoomForAWideOne() throws {
    let matrices = matrices([5, 20], rows: 30)
    let sources = sources(matrices)
    try expectPairwise(
      SimilarityMap([sources[0]], columns: [sources[1]], options: all()), [matrices[0]], [matrices[1]])
    #expect(throws: SimilarityError.tooFewRows(rows: 30, x: "m0", unitsX: 5, y: "wide", unitsY: 25)) {
      let wide = normal(key, 30, 25)
      _ = try SimilarityMap([sources[0]], columns: [sources[0], MatrixRows(wide, name: "wide")])
    }
    #expect(throws: SimilarityError.tooFewRows(rows: 25, x: "a", unitsX: 5, y: "b", unitsY: 20)) {
      _ = try SimilarityMap(
        [MatrixRows(matrices[0].rows(0..<25), name: "a")],
        columns: [MatrixRows(matrices[1].rows(0..<25), name: "b")])
    }
  }

  @Test func fewRowsAreWarnedOf() throws {
    #expect(try SimilarityMap(sources(matrices([5, 6], rows: 119))).warnings.count == 1)
    #expect(try SimilarityMap(sources(matrices([5, 6], rows: 120))).warnings.isEmpty)
  }
}
