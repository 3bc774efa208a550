@testable import Similarity
import Tensors
import Testing

/// Scores on samples of blocks, against the same scores of rows that were literally drawn again.
struct IntervalTests {
  private static let rows = 1600

  private func pair() -> (Matrix<Double>, Matrix<Double>) {
    let key = RandomKey(seed: 31)
    let shared = normal(key.child("shared"), Self.rows, 3)
    // Blocks differ in the strength of the noise and in their mean, so that there is something to resample.
    let strength = (0..<Self.rows).map { 0.3 + 1.2 * key.uniform($0 / 40) }
    func network(_ purpose: String, _ units: Int) -> Matrix<Double> {
      var states = shared.multiplied(by: normal(key.child(purpose), 3, units))
      let noise = normal(key.child(purpose).child("noise"), Self.rows, units)
      states.add(noise.scalingRows(by: strength))
      let drift = (0..<Self.rows).map { key.child(purpose).uniform($0 / 200) }
      return Matrix(
        rows: Self.rows, columns: units, elements: states.elements.enumerated().map { $1 + drift[$0 / units] }
      )
    }
    return (network("a", 7), network("b", 6))
  }

  private func resampled(
    _ x: Matrix<Double>, _ y: Matrix<Double>, _ blocks: RowBlocks, _ bootstrap: BlockBootstrap,
    keeping: Bool = false
  ) throws -> PairScores {
    let a = try PreparedRepresentation(MatrixRows(x, name: "x"), blocks: blocks)
    let b = try PreparedRepresentation(MatrixRows(y, name: "y"), blocks: blocks)
    return try PairScores(
      a, b, baselines: true,
      resampling: PairScores.Resampling(
        x: ResampledRepresentation(a, bootstrap: bootstrap),
        y: ResampledRepresentation(b, bootstrap: bootstrap, keeping: keeping)))
  }

  /// The rows of one replicate.
  private func drawn(_ replicate: Int, _ blocks: RowBlocks, _ bootstrap: BlockBootstrap) -> [Int] {
    blocks.ranges.enumerated().flatMap { block, range in
      (0..<Int(bootstrap.counts[replicate, block])).flatMap { _ in Array(range) }
    }
  }

  @Test(arguments: [false, true])
  func replicatesAreTheScoresOfRowsDrawnAgain(wideFirst: Bool) throws {
    let (wide, narrow) = pair()
    let (x, y) = wideFirst ? (wide, narrow) : (narrow, wide)
    // The last block is shorter than the others.
    let blocks = RowBlocks(rows: Self.rows, windowLength: 30, count: 20)
    let bootstrap = BlockBootstrap(blocks: blocks.count, replicates: 20, key: RandomKey(seed: 1))
    let whole = try resampled(x, y, blocks, bootstrap, keeping: true)
    let again = try #require(whole.resampled)
    for replicate in [0, 7, 19] {
      let rows = drawn(replicate, blocks, bootstrap)
      let expected = try scores(x.rows(at: rows), y.rows(at: rows))
      for measure in [Measure.cca, .svcca, .cka, .procrustes] {
        let found = try #require(again.of(measure))[replicate]
        #expect(abs(found - (try #require(expected.score(measure)))) < 1e-9, "\(measure)")
      }
      for side in [ProjectionSide.x, .y, .both] {
        let found = try #require(again.of(.pwcca, side: side))[replicate]
        #expect(abs(found - (try #require(expected.score(.pwcca, side: side)))) < 1e-8, "PWCCA, \(side)")
      }
    }
  }

  @Test func baselinesAreThoseOfRowsDrawnAgain() throws {
    let (x, _) = pair()
    let y = x.multiplied(by: normal(RandomKey(seed: 4), 7, 7))
    let blocks = RowBlocks(rows: Self.rows, windowLength: 30, count: 20)
    let bootstrap = BlockBootstrap(blocks: blocks.count, replicates: 10, key: RandomKey(seed: 1))
    let again = try #require(try resampled(x, y, blocks, bootstrap).resampled)
    let rows = drawn(3, blocks, bootstrap)
    let expected = try PairScores(
      PreparedRepresentation(MatrixRows(x.rows(at: rows), name: "x")),
      PreparedRepresentation(MatrixRows(y.rows(at: rows), name: "y")), baselines: true)
    for measure in [Measure.cosine, .euclidean] {
      let found = try #require(again.of(measure))[3]
      #expect(abs(found - (try #require(expected.score(measure)))) < 1e-12, "\(measure)")
    }
  }

  @Test func replicatesDoNotDependOnTheRoute() throws {
    let (x, y) = pair()
    let blocks = RowBlocks(rows: Self.rows, count: 8)
    let bootstrap = BlockBootstrap(blocks: 8, replicates: 12, key: RandomKey(seed: 3))
    let plain = try #require(try resampled(x, y, blocks, bootstrap).resampled)
    // A unit that is the sum of two others sends x on the other route.
    let twin = Matrix(
      rows: Self.rows, columns: 8,
      elements: (0..<Self.rows).flatMap { row in
        (0..<7).map { x[row, $0] } + [x[row, 0] + x[row, 1]]
      })
    let wide = try PreparedRepresentation(MatrixRows(twin, name: "wide"), blocks: blocks)
    #expect(wide.route == .qr)
    #expect(wide.rank == 7)
    let other = try #require(try resampled(twin, y, blocks, bootstrap).resampled)
    for (measure, side) in [(Measure.cca, ProjectionSide.both), (.pwcca, .y)] {
      let expected = try #require(plain.of(measure, side: side))
      let found = try #require(other.of(measure, side: side))
      for replicate in 0..<12 { #expect(abs(expected[replicate] - found[replicate]) < 1e-9) }
    }
  }

  @Test func samplesWithTooFewDifferentRowsGiveNoInterval() throws {
    let (x, y) = pair()
    // 16 rows in two blocks: a sample of one block twice has 8 different rows, centred 7 directions, for 7 units.
    let few = Array(0..<16)
    let blocks = RowBlocks(rows: 16, count: 3)
    let bootstrap = BlockBootstrap(blocks: 3, replicates: 40, key: RandomKey(seed: 3))
    let found = try #require(try resampled(x.rows(at: few), y.rows(at: few), blocks, bootstrap).resampled)
    #expect(found.of(.cca) == nil)
    #expect(found.of(.pwcca, side: .y) == nil)
    #expect(found.of(.cka)?.count == 40)
  }

  @Test func intervalIsTwoStandardDeviationsEachWay() {
    let interval = Interval(of: 0.5, replicates: [0.6, 0.7, 0.8])
    #expect(abs(interval.low - (0.5 - 0.1959964)) < 1e-6)
    #expect(abs(interval.high - (0.5 + 0.1959964)) < 1e-6)
  }

  @Test func drawsAreBlocksWithReplacement() {
    let bootstrap = BlockBootstrap(blocks: 50, replicates: 400, key: RandomKey(seed: 9))
    for replicate in 0..<400 {
      #expect(bootstrap.counts.rows(replicate..<replicate + 1).elements.reduce(0, +) == 50)
    }
    // A block is missing from (1 − 1/50)⁵⁰ = 36.4 % of the samples.
    let missing = Double(bootstrap.counts.elements.count { $0 == 0 }) / 20000
    #expect(abs(missing - 0.364) < 0.02)
  }
}
