import Analysis
import Similarity
import Storage
import Tensors
import Testing

struct LayerAnalysisTests {
  private let options = AnalysisOptions(key: RandomKey(seed: 1))

  @Test func diagonalBrightensAndEndsAtOne() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 60])
    let analysis = try LayerAnalysis(run, options: options)
    #expect(analysis.fractions == [0, 0.35, 0.75, 1])
    #expect(analysis.steps == [0, 32, 64, 128])
    #expect(analysis.maps.count == 4)
    let (first, middle, last) = (analysis.maps[0], analysis.maps[1], analysis.maps[3])
    #expect((first[0, 0] ?? 1) < 0.2)
    #expect((middle[0, 0] ?? 0) > (middle[1, 1] ?? 1) + 0.1)
    #expect((middle[0, 1] ?? 1) < 0.2)
    for site in 0..<2 { #expect(abs((last[site, site] ?? 0) - 1) < 1e-9) }
    #expect(analysis.table.rowCount == 4 * 4 * 5)
    let cca = try analysis.table.rows(where: "measure") { $0 == .string("cca") }
    for (formula, shifted) in zip(try cca.doubles("null_formula"), try cca.doubles("null_shifted")) {
      #expect(abs((formula ?? 0) - (shifted ?? 1)) < 0.05)
    }
  }

  @Test func gatesAreLeftOutUnlessNamed() throws {
    let run = MadeSnapshots.training(halfway: ["gates_l0": 4, "h_l0": 4])
    #expect(try LayerAnalysis(run, fractions: [1], options: options).maps[0].rowLabels == ["h_l0"])
    var all = options
    all.sites = ["gates_l0", "h_l0"]
    #expect(try LayerAnalysis(run, fractions: [1], options: all).maps[0].rowLabels == ["gates_l0", "h_l0"])
  }

  @Test func fractionsOnOneRecordedStepCountOnce() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 60], steps: [0, 64, 128])
    let analysis = try LayerAnalysis(run, fractions: [1, 0, 0.001, 0.9, 0.5, 0.5, 1], options: options)
    // The first fraction that falls on a step speaks for it.
    #expect(analysis.fractions == [1, 0, 0.5])
    #expect(analysis.steps == [128, 0, 64])
    #expect(analysis.maps.count == 3)
    #expect(analysis.table.rowCount == 3 * 4 * 5)
    let single = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 60], steps: [128])
    let alone = try LayerAnalysis(single, options: options)
    #expect(alone.steps == [128] && alone.maps.count == 1 && alone.table.rowCount == 4 * 5)
  }

  @Test func aDeadSiteIsLeftOutAndSaid() throws {
    let good = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40, "h_l2": 9])
    let clean = try LayerAnalysis(good, options: options)
    #expect(clean.notes.isEmpty)
    // Dead from the beginning, or at one of the looked-at steps only.
    for dead in [Set(good.steps), [32]] {
      let run = MadeSnapshots(recordedProbes: good.recordedProbes, steps: good.steps) { probe, site, step in
        site == "h_l1" && dead.contains(step) ? Tensor(shape: [60, 10, 6]) : good.make(probe, site, step)
      }
      let analysis = try LayerAnalysis(run, options: options)
      #expect(analysis.notes.count == 1 && analysis.notes[0].hasPrefix("h_l1 was left out: no unit of h_l1"))
      #expect(analysis.steps == clean.steps)
      for (map, whole) in zip(analysis.maps, clean.maps) {
        #expect(map.rowLabels == ["h_l0", "h_l2"] && map.columnLabels == ["h_l0", "h_l2"])
        for (i, row) in [0, 2].enumerated() {
          for (j, column) in [0, 2].enumerated() { #expect(map[i, j] == whole[row, column]) }
        }
      }
      #expect(analysis.table.rowCount == 4 * 4 * 5)
    }
    let run = MadeSnapshots(recordedProbes: good.recordedProbes, steps: good.steps) { _, _, _ in
      Tensor(shape: [60, 10, 6])
    }
    #expect(throws: SimilarityError.noVariance(sources: ["h_l0 at step 0"])) {
      try LayerAnalysis(run, options: options)
    }
  }

  @Test func aSiteThatIsNamedTwiceCountsOnce() throws {
    var twice = options
    twice.sites = ["h_l1", "h_l0", "h_l1"]
    var once = options
    once.sites = ["h_l1", "h_l0"]
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40])
    let layers = try LayerAnalysis(run, options: twice)
    #expect(layers.maps[0].rowLabels == ["h_l1", "h_l0"] && layers.maps[0].columnLabels == ["h_l1", "h_l0"])
    #expect(try layers.table == LayerAnalysis(run, options: once).table)
    #expect(
      try ConvergenceAnalysis(run, options: twice).table == ConvergenceAnalysis(run, options: once).table)
  }
}
