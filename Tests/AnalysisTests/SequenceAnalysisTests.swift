import Analysis
import Similarity
import Storage
import Tensors
import Testing

struct SequenceAnalysisTests {
  private let options = AnalysisOptions(key: RandomKey(seed: 1))
  private static let windows = 500
  private static let positions = 6
  private static let units = 4

  /// A text whose state forgets at a known rate; with `reset` every window starts anew.
  private static func run(steps: [Int] = [0, 10, 20], extra: [String] = []) -> MadeSnapshots {
    let shape = [windows, positions, units]
    let rows = windows * positions
    let names = ["sequence", "sequence_reset"] + extra
    let probes = names.map {
      MadeSnapshots.probe($0, windows: windows, positions: positions, sites: ["h_l0"], units: units)
    }
    return MadeSnapshots(recordedProbes: probes, steps: steps) { probe, _, step in
      let key = RandomKey(seed: 17)
      let text = MadeSnapshots.autoregressive(key, rows: rows, units: units, memory: 0.8)
      var states = text
      if probe == "sequence_reset" {
        // The first position of each window has nothing of the past: fresh noise alone.
        let fresh = key.child("fresh").normals(rows * units)
        for window in 0..<windows {
          for unit in 0..<units {
            let index = window * positions * units + unit
            states[index] = fresh[index]
          }
        }
      }
      let noise = key.child("step").child(step).normals(rows * units)
      let share = step == 20 ? 0 : 1 / (1 + Double(step))
      return Tensor(shape: shape, elements: zip(states, noise).map { Float($0 * (1 - share) + $1 * share) })
    }
  }

  private func similarity(
    _ analysis: SequenceAnalysis, probe: String, control: String, measure: String = "cca"
  ) throws -> [Double] {
    try analysis.table.rows(where: "probe") { $0 == .string(probe) }
      .rows(where: "control") { $0 == .string(control) }
      .rows(where: "measure") { $0 == .string(measure) }
      .doubles("similarity").map { $0 ?? -1 }
  }

  @Test func similarityFallsWithTheLagAsTheTextForgets() throws {
    let analysis = try SequenceAnalysis(Self.run(), options: options)
    let within = try similarity(analysis, probe: "sequence", control: "within window")
    #expect(within.count == Self.positions)
    for (position, score) in within.enumerated() {
      let lag = Self.positions - 1 - position
      let expected = (0..<lag).reduce(1.0) { product, _ in product * 0.8 }
      #expect(abs(score - expected) < 0.07, "lag \(lag): \(score), expected \(expected)")
    }
    // Reading on into the next window: lag 1 at position 0, and no step at the window's edge.
    let lagged = try similarity(analysis, probe: "sequence", control: "lagged")
    for position in 0..<Self.positions - 1 {
      #expect(abs(lagged[position] - within[Self.positions - 2 - position]) < 0.07)
    }
    #expect(try similarity(analysis, probe: "sequence_reset", control: "lagged").isEmpty)
    // Positions 0 to 5 lie 5 to 0 tokens before the last one, and 1 to 6 after it in the next window.
    let cca = try analysis.table.rows(where: "measure") { $0 == .string("cca") }
    #expect(try cca.ints("lag").prefix(12) == [5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6])
    #expect(try cca.ints("position").prefix(12) == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5])
  }

  @Test func windowsThatStartAnewShowInTheResetProbe() throws {
    let analysis = try SequenceAnalysis(Self.run(), options: options)
    let carried = try similarity(analysis, probe: "sequence", control: "within window")
    let reset = try similarity(analysis, probe: "sequence_reset", control: "within window")
    #expect(reset[0] < carried[0] - 0.1)
    #expect(abs(reset[3] - carried[3]) < 1e-9)
  }

  @Test func nullsAreThoseOfUnrelatedWindows() throws {
    let table = try SequenceAnalysis(Self.run(), options: options).table
    let cca = try table.rows(where: "measure") { $0 == .string("cca") }
    let formula = try cca.doubles("null_formula")
    for column in ["null_shuffled", "null_shifted"] {
      for (a, b) in zip(formula, try cca.doubles(column)) { #expect(abs((a ?? 0) - (b ?? 1)) < 0.06) }
    }
  }

  @Test func mapIsSymmetricWithOnesOnItsDiagonal() throws {
    let analysis = try SequenceAnalysis(Self.run(), step: 10, options: options)
    #expect(analysis.summary.step == 10)
    let map = try #require(analysis.maps["sequence/h_l0"])
    for i in 0..<Self.positions {
      #expect(abs((map[i, i] ?? 0) - 1) < 1e-9)
      for j in 0..<i { #expect(map[i, j] == map[j, i]) }
    }
  }

  @Test func repeatedTokenProbesAreAnalysedAlike() throws {
    let analysis = try SequenceAnalysis(Self.run(extra: ["repeat_50", "repeat_none"]), options: options)
    #expect(analysis.summary.probes == ["sequence", "sequence_reset", "repeat_50", "repeat_none"])
    #expect(try similarity(analysis, probe: "repeat_50", control: "within window").count == Self.positions)
  }

  @Test func whatIsMissingIsNamed() throws {
    #expect(throws: AnalysisError.noStep(step: 7, probe: "sequence", available: [0, 10, 20])) {
      try SequenceAnalysis(Self.run(), step: 7, options: options)
    }
    #expect(throws: AnalysisError.noProbe(name: "sequence", available: ["convergence"])) {
      try SequenceAnalysis(MadeSnapshots.training(halfway: ["h_l0": 1]), options: options)
    }
  }

  @Test func everyPositionReachesItsOwnFinalState() throws {
    let analysis = try SequenceOverTraining(Self.run(), options: options)
    let map = try #require(analysis.pwcca["h_l0"])
    #expect(map.rowLabels.count == Self.positions && map.columnLabels == ["0", "10", "20"])
    for position in 0..<Self.positions {
      #expect(abs((map[position, 2] ?? 0) - 1) < 1e-9)
      #expect((map[position, 1] ?? 0) > 0.9)
      #expect((map[position, 0] ?? 1) < 0.2)
    }
    let nulls = analysis.nulls
    #expect(nulls.rowCount == 3)
    for (a, b) in zip(try nulls.doubles("null_formula"), try nulls.doubles("cca_shifted")) {
      #expect(abs((a ?? 0) - (b ?? 1)) < 0.06)
    }
    #expect(analysis.table.rowCount == Self.positions * 3)
  }

  @Test func aSiteThatIsNamedTwiceCountsOnce() throws {
    var twice = options
    twice.sites = ["h_l0", "h_l0"]
    let analysis = try SequenceAnalysis(Self.run(), options: twice)
    #expect(analysis.summary.sites == ["h_l0"])
    #expect(try analysis.table == SequenceAnalysis(Self.run(), options: options).table)
    let training = try SequenceOverTraining(Self.run(), options: twice)
    #expect(training.summary.sites == ["h_l0"])
    #expect(try training.table == SequenceOverTraining(Self.run(), options: options).table)
  }
}
