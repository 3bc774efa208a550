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
}
