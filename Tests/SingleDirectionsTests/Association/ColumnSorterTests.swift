import Tensors
import Testing

@testable import SingleDirections

struct ColumnSorterTests {
  private let key = RandomKey(seed: 2)

  @Test(arguments: [1, 2, 255, 4000])
  func sortsAsTheLibraryDoes(count: Int) {
    // Coarse values for ties, of all magnitudes and signs.
    let values = (0..<count).map { i -> Float in
      let scale: Float = i % 3 == 0 ? 1e-30 : i % 3 == 1 ? 1 : 1e30
      return Float(key.normal(i) * 8).rounded() / 4 * scale
    }
    var sorter = ColumnSorter(samples: count)
    // Twice: buffers are used again.
    for start in [0, count] {
      sorter.sort((values + values.reversed()).span, from: start)
      let own = start == 0 ? values : values.reversed()
      let order = own.indices.sorted { (own[$0], $0) < (own[$1], $1) }
      #expect(sorter.samples.map(Int.init) == order)
      var runs: [Range<Int>] = []
      sorter.forEachRun { runs.append($0) }
      #expect(runs.flatMap { Array($0) } == Array(0..<count))
      #expect(runs.allSatisfy { run in run.allSatisfy { own[order[$0]] == own[order[run.lowerBound]] } })
      #expect(runs.count == Set(own).count)
    }
  }

  @Test func columnsComeInOrderWhateverTheirNumber() throws {
    for units in [1, 15, 16, 17, 50] {
      let rows = (0..<3 * units).map { Float(($0 * 7919) % 101) }
      let activations = try SiteActivations(site: "a", units: units, rows: rows)
      let greatest = try activations.mapSortedColumns { $0.samples.last.map(Int.init) }
      let expected = (0..<units).map { unit in
        (0..<3).max { rows[$0 * units + unit] <= rows[$1 * units + unit] }
      }
      #expect(greatest == expected)
    }
  }
}
