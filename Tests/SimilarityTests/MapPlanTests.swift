import Testing

@testable import Similarity

struct MapPlanTests {
  private func groups(_ snapshots: Int, _ units: Int, ceiling: Int) throws -> Int {
    let plan = try MapPlan(
      rows: Array(repeating: units, count: snapshots), columns: nil, threads: 2, ceiling: ceiling)
    #expect(plan.bytes <= ceiling)
    return Set(plan.tiles.map(\.rows)).count
  }

  @Test func aMapIsDividedAsFarAsItsMemoryAsks() throws {
    #expect(try groups(20, 200, ceiling: 512 << 20) == 1)
    #expect(try groups(20, 650, ceiling: 2 << 30) == 1)
    #expect(try groups(20, 650, ceiling: 512 << 20) == 3)
    #expect(try groups(20, 650, ceiling: 300 << 20) > 3)
    // The program, 400 scores, 20 matrices of directions, 8 to work with; three products, two chunks, two being read.
    let square = 8 * 650 * 650
    let chunks = 8 * 513 * 1300 + 2 * 16 * 512 * 650
    let scores = 2 * 400 * MemoryLayout<MeasuredPair?>.stride
    let needed = MapPlan.programBytes + (20 + 8 + 3) * square + chunks + scores
    #expect(throws: SimilarityError.memoryCeiling(needed: needed, ceiling: 100 << 20)) {
      try groups(20, 650, ceiling: 100 << 20)
    }
  }

  /// Many processors must not make a map that fits one of them too large.
  @Test func threadsDoNotRefuseAMap() throws {
    for threads in [1, 2, 16, 64] {
      let plan = try MapPlan(
        rows: Array(repeating: 1000, count: 20), columns: nil, threads: threads,
        ceiling: MapOptions.usualMemoryCeiling)
      #expect(plan.decompositions >= 1 && plan.decompositions <= threads)
      #expect(plan.bytes <= MapOptions.usualMemoryCeiling)
    }
  }

  /// One pair has two sides to decompose.
  @Test func bothSidesOfAPairAreDecomposedAtOnce() throws {
    let plan = try MapPlan(rows: [650], columns: [650], threads: 2, ceiling: MapOptions.usualMemoryCeiling)
    #expect(plan.decompositions == 2)
  }

  @Test func tilesCoverEveryPairOnce() throws {
    for (rows, columns) in [(7, nil), (3, 5), (5, 3), (1, 4)] as [(Int, Int?)] {
      for ceiling in [Int.max, 1] {
        let plan = try MapPlan(
          rows: Array(repeating: 9, count: rows), columns: columns.map { Array(repeating: 9, count: $0) },
          threads: 1, ceiling: ceiling, refusesMore: false)
        var seen: [[Int]: Int] = [:]
        for tile in plan.tiles {
          for i in tile.rows {
            for j in tile.columns where columns != nil || j >= i { seen[[i, j], default: 0] += 1 }
          }
        }
        let expected = columns.map { rows * $0 } ?? rows * (rows + 1) / 2
        #expect(seen.count == expected && seen.values.allSatisfy { $0 == 1 })
        #expect(plan.tiles.count == (ceiling == 1 ? expected : 1))
      }
    }
  }

  @Test func chunksDependOnTheWidestRepresentationAlone() {
    #expect(MapPlan.chunkLength(units: 200) == 655)
    #expect(MapPlan.chunkLength(units: 1) == 4096)
    #expect(MapPlan.chunkLength(units: 5000) == 512)
  }
}
