import Similarity
import Tensors
import Testing

/// Intervals from first-order influences, against literally resampled rows.
struct IntervalTests {
  private static let rows = 1600
  private static let blocks = 40

  private func pair() -> (Matrix<Double>, Matrix<Double>) {
    let key = RandomKey(seed: 31)
    let shared = normal(key.child("shared"), Self.rows, 3)
    // Blocks differ in the strength of the noise, so that there is something to resample.
    let strength = (0..<Self.rows).map { 0.3 + 1.2 * key.uniform($0 / 40) }
    func network(_ purpose: String) -> Matrix<Double> {
      var states = shared.multiplied(by: normal(key.child(purpose), 3, 6))
      let noise = normal(key.child(purpose).child("noise"), Self.rows, 6)
      states.add(noise.scalingRows(by: strength))
      return states
    }
    return (network("a"), network("b"))
  }

  private func spread(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
  }

  @Test func spreadIsThatOfResampledRows() throws {
    let (x, y) = pair()
    let blocks = RowBlocks(rows: Self.rows, windowLength: 10, count: Self.blocks)
    #expect(blocks.count == Self.blocks)
    let whole = try PairScores(
      PreparedRepresentation(MatrixRows(x, name: "x"), blocks: blocks),
      PreparedRepresentation(MatrixRows(y, name: "y"), blocks: blocks), baselines: true)
    let bootstrap = BlockBootstrap(blocks: Self.blocks, replicates: 2000, key: RandomKey(seed: 1))

    let key = RandomKey(seed: 2)
    let literal = try (0..<120).map { replicate in
      let indices = (0..<Self.blocks).flatMap { draw in
        Array(blocks.ranges[key.child(replicate).integer(draw, below: Self.blocks)])
      }
      return try scores(x.rows(at: indices), y.rows(at: indices))
    }
    for measure in Measure.allCases {
      let score = try #require(whole.score(measure))
      let influences = try #require(whole.influences.of(measure))
      #expect(abs(influences.reduce(0, +)) < 1e-9, "\(measure)")
      let fast = spread(bootstrap.replicates(of: score, influences: influences))
      let slow = spread(literal.compactMap { $0.score(measure) })
      print("\(measure): spread \(fast) by influences, \(slow) by resampled rows")
      #expect(fast / slow > 0.7 && fast / slow < 1.4, "\(measure): \(fast) against \(slow)")
      let interval = bootstrap.interval(of: score, influences: influences)
      #expect(interval.low < score && score < interval.high)
    }
  }

  @Test func influencesDoNotDependOnTheRoute() throws {
    let (x, y) = pair()
    let blocks = RowBlocks(rows: Self.rows, count: 8)
    let plain = try PairScores(
      PreparedRepresentation(MatrixRows(x, name: "x"), blocks: blocks),
      PreparedRepresentation(MatrixRows(y, name: "y"), blocks: blocks))
    // A unit that is the sum of two others, but for a trace of noise, sends x on the other route.
    let twin = Matrix(
      rows: Self.rows, columns: 7,
      elements: (0..<Self.rows).flatMap { row in
        (0..<6).map { x[row, $0] } + [x[row, 0] + x[row, 1]]
      })
    let wide = try PreparedRepresentation(MatrixRows(twin, name: "wide"), blocks: blocks)
    #expect(wide.route == .qr)
    #expect(wide.rank == 6)
    let other = try PairScores(wide, PreparedRepresentation(MatrixRows(y, name: "y"), blocks: blocks))
    #expect(abs(other.cca - plain.cca) < 1e-10)
    let expected = try #require(plain.influences.of(.cca))
    let found = try #require(other.influences.of(.cca))
    for block in 0..<8 { #expect(abs(expected[block] - found[block]) < 1e-9) }
  }

  @Test func derivativesAreThoseOfReweightedBlocks() throws {
    // Counting block 0 a thousandth more changes each score by a thousandth of its influence.
    let (x, y) = pair()
    let blocks = RowBlocks(rows: Self.rows, count: 4)
    let whole = try PairScores(
      PreparedRepresentation(MatrixRows(x, name: "x"), blocks: blocks),
      PreparedRepresentation(MatrixRows(y, name: "y"), blocks: blocks))
    let centredX = PreparedRows.centred(x)
    let centredY = PreparedRows.centred(y)
    let step = 1e-3
    let weights = (0..<Self.rows).map { blocks.ranges[0].contains($0) ? (1 + step).squareRoot() : 1 }
    let more = try PreparedRows.uncentredScores(
      centredX.scalingRows(by: weights), centredY.scalingRows(by: weights))
    for measure in [Measure.cca, .cka, .procrustes] {
      let influence = try #require(whole.influences.of(measure))[0]
      let change = try #require(more.score(measure)) - (try #require(whole.score(measure)))
      #expect(abs(change / step - influence) < 0.01 * abs(influence) + 1e-5, "\(measure)")
    }
  }
}

/// Scores of rows about the origin instead of their mean: each row is joined by its negative.
private enum PreparedRows {
  static func centred(_ x: Matrix<Double>) -> Matrix<Double> {
    let mean = (0..<x.columns).map { unit in
      (0..<x.rows).reduce(0) { $0 + x[$1, unit] } / Double(x.rows)
    }
    return Matrix(
      rows: x.rows, columns: x.columns,
      elements: x.elements.enumerated().map { $1 - mean[$0 % x.columns] })
  }

  static func uncentredScores(_ x: Matrix<Double>, _ y: Matrix<Double>) throws -> PairScores {
    func mirrored(_ m: Matrix<Double>) -> Matrix<Double> {
      Matrix(rows: 2 * m.rows, columns: m.columns, elements: m.elements + m.elements.map { -$0 })
    }
    return try scores(mirrored(x), mirrored(y))
  }
}
