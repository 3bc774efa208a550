import Analysis
import Similarity
import Storage
import Tensors
import TestSupport
import Testing

struct MapAnalysisTests {
  private let made = MadeSnapshots.training(
    halfway: ["h_l0": 4, "h_l1": 40, "c_l0": 4], steps: [0, 8, 64, 128])

  /// The same snapshots with known inputs.
  private struct Known: SnapshotReader {
    let base: MadeSnapshots
    let inputs: String
    var recordedProbes: [RecordedProbe] { base.recordedProbes }
    func snapshotSteps(of probe: String) throws -> [Int] { base.snapshotSteps(of: probe) }
    func activations(probe: String, site: String, snapshot: Int) throws -> Tensor {
      try base.activations(probe: probe, site: site, snapshot: snapshot)
    }
    func identity(of probe: String) throws -> String? { inputs }
  }

  private func rows(_ site: String, _ snapshot: Int) throws -> PreparedRepresentation {
    let tensor = try made.activations(probe: "convergence", site: site, snapshot: snapshot)
    return try PreparedRepresentation(
      MatrixRows(Matrix(rows: 600, columns: 6, elements: tensor.elements), name: site))
  }

  @Test func stepsByStepsOfEachHiddenState() throws {
    var question = MapAnalysis.Question(over: .steps)
    question.options.measures = [.pwcca, .cka]
    let analysis = try MapAnalysis(made, question)
    #expect(analysis.panels.map(\.name) == ["h_l0", "h_l1"])
    let map = try #require(analysis.panels[1].maps[.pwcca])
    #expect(map.rowAxis == "step" && map.rowLabels == ["0", "8", "64", "128"])
    for i in 0..<4 {
      for j in 0..<4 {
        let expected = try PairScores(rows("h_l1", i), rows("h_l1", j))
        #expect(abs((map[i, j] ?? 2) - expected.pwccaYX) < 1e-10)
        #expect(abs((analysis.panels[1].maps[.cka]?[i, j] ?? 2) - expected.cka) < 1e-10)
      }
    }
    #expect(analysis.table.rowCount == 2 * 16 * 2)
    let null = try #require(analysis.panels[1].nullShifted[.pwcca])
    #expect(null > 0 && null < 0.3)
    #expect(analysis.summary.notes.isEmpty && analysis.summary.observations == 600)
  }

  @Test func sitesBySitesAtAStepOfTwoRuns() throws {
    var question = MapAnalysis.Question(over: .sites)
    question.step = 8
    let analysis = try MapAnalysis(made, with: made, question, sites: ["h_l0", "c_l0"])
    let map = try #require(analysis.panels.first?.maps[.pwcca])
    #expect(map.rowLabels == ["h_l0", "c_l0"] && map.columnLabels == map.rowLabels)
    #expect(abs((map[0, 0] ?? 0) - 1) < 1e-9)
    let expected = try PairScores(rows("h_l0", 1), rows("c_l0", 1)).pwccaYX
    #expect(abs((map[0, 1] ?? 2) - expected) < 1e-10)
  }

  @Test func positionsByPositionsAreThoseOfTheSequenceAnalysis() throws {
    let probe = MadeSnapshots.probe("sequence", windows: 400, positions: 5, sites: ["h_l0"], units: 6)
    let made = MadeSnapshots(recordedProbes: [probe], steps: [10]) { _, _, _ in
      let values = MadeSnapshots.autoregressive(RandomKey(seed: 4), rows: 2000, units: 6, memory: 0.8)
      return Tensor(shape: [400, 5, 6], elements: values.map(Float.init))
    }
    let sequence = try SequenceAnalysis(made, options: AnalysisOptions(key: RandomKey(seed: 1)))
    let both = try #require(sequence.maps["sequence/h_l0"])
    let map = try #require(
      try MapAnalysis(made, MapAnalysis.Question(over: .positions)).panels.first?.maps[.pwcca])
    for i in 0..<5 {
      for j in 0..<5 {
        let mean = ((map[i, j] ?? 9) + (map[j, i] ?? 9)) / 2
        #expect(abs(mean - (both[i, j] ?? 0)) < 1e-9)
      }
    }
  }

  /// A site that does not vary at a step, as cell states may before training.
  @Test func aDeadStepIsLeftOutAndNamed() throws {
    let dead = MadeSnapshots(recordedProbes: made.recordedProbes, steps: made.steps) { probe, site, step in
      let tensor = made.make(probe, site, step)
      guard site == "h_l1", step == 8 else { return tensor }
      return Tensor(shape: tensor.shape, elements: [Float](repeating: 0.1, count: tensor.elements.count))
    }
    let analysis = try MapAnalysis(dead, MapAnalysis.Question(over: .steps))
    #expect(analysis.panels.map { $0.maps[.pwcca]?.rowLabels.count } == [4, 3])
    #expect(analysis.panels[1].maps[.pwcca]?.columnLabels == ["0", "64", "128"])
    #expect(analysis.summary.notes == ["h_l1 at step 8 was left out: no unit of it varies"])
    var question = MapAnalysis.Question(over: .sites)
    question.step = 8
    let between = try MapAnalysis(made, with: dead, question)
    #expect(between.panels[0].maps[.pwcca]?.rowLabels == ["c_l0", "h_l0", "h_l1"])
    #expect(between.panels[0].maps[.pwcca]?.columnLabels == ["c_l0", "h_l0"])
    #expect(between.summary.notes.count == 1 && between.summary.notes[0].contains("of the other run"))
    #expect(throws: SimilarityError.noVariance(sources: ["h_l1 at step 8"])) {
      try MapAnalysis(dead, question, sites: ["h_l1"])
    }
  }

  @Test func whatCannotBeMadeIsRefused() throws {
    var question = MapAnalysis.Question(over: .sites)
    question.step = 7
    #expect(throws: AnalysisError.noStep(step: 7, probe: "convergence", available: [0, 8, 64, 128])) {
      try MapAnalysis(made, question)
    }
    #expect(throws: AnalysisError.noProbe(name: "sequence", available: ["convergence"])) {
      try MapAnalysis(made, MapAnalysis.Question(over: .positions))
    }
    #expect(throws: AnalysisError.differentInputs(probe: "convergence")) {
      try MapAnalysis(
        Known(base: made, inputs: "a"), with: Known(base: made, inputs: "b"),
        MapAnalysis.Question(over: .steps))
    }
    #expect(throws: Never.self) {
      try MapAnalysis(
        Known(base: made, inputs: "a"), with: Known(base: made, inputs: "a"),
        MapAnalysis.Question(over: .steps))
    }
  }
}

/// Rows that are read in parts.
struct StreamedRowsTests {
  @Test func aFileIsReadByRanges() throws {
    let values = RandomKey(seed: 2).uniforms(5 * 4 * 3, from: -1, to: 1)
    try TemporaryDirectory.with { folder in
      let path = folder + "/x.npy"
      let types: [NumberArray.Values] = [
        .float32(values), .float64(values.map(Double.init)), .int16(values.map { Int16($0 * 100) }),
      ]
      for type in types {
        let array = NumberArray(shape: [5, 4, 3], values: type)
        try NPY.write(array, to: path, in: LocalFileSystem())
        let file = try #require(try NPYFile(opening: path, in: LocalFileSystem()))
        let rows = try #require(StoredArrayRows(file, name: "x"))
        #expect(rows.rowCount == 20 && rows.unitCount == 3)
        #expect(try rows.rows(7..<11).elements == Array(array.doubles[21..<33]))
        #expect(try rows.rows(0..<20).elements == array.doubles)
      }
    }
  }

  @Test func windowsAreReadAsTheyAreNeeded() throws {
    let made = MadeSnapshots.training(halfway: ["h_l0": 4], steps: [0, 128])
    let probe = made.recordedProbes[0]
    let rows = SnapshotRows(made, probe: probe, site: probe.sites[0], snapshot: 1, name: "h")
    let whole = try made.activations(probe: "convergence", site: "h_l0", snapshot: 1).elements.map(
      Double.init)
    #expect(rows.rowCount == 600 && rows.windowLength == 10)
    for range in [0..<600, 3..<4, 9..<31, 10..<20, 595..<600, 5..<5] {
      #expect(try rows.rows(range).elements == Array(whole[range.lowerBound * 6..<range.upperBound * 6]))
    }
  }
}
