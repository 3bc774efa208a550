import Analysis
import Foundation
import Similarity
import Storage
import Tensors
import TestSupport
import Testing

/// The analyses on the images of a run, in memory and from a store on disk.
struct ImageAnalysisTests {
  private let options = AnalysisOptions(key: RandomKey(seed: 1))
  private static let made = MadeImages.run()

  private func means(_ site: String, _ step: Int, of run: MadeSnapshots = made) throws
    -> PreparedRepresentation
  {
    let snapshot = try #require(run.steps.firstIndex(of: step))
    let tensor = try run.activations(probe: "images", site: site, snapshot: snapshot)
    return try PreparedRepresentation(MatrixRows(MadeImages.means(tensor), name: "\(site) at step \(step)"))
  }

  @Test func convergenceIsThatOfTheMeansOfMaps() throws {
    let analysis = try ConvergenceAnalysis(Self.made, options: options)
    let summary = analysis.summary
    #expect(summary.probe == "images" && summary.observations == 600)
    #expect(summary.observed.content == .images && summary.observed.view == .spatialMeans)
    // In the order of the network, not of the alphabet.
    #expect(summary.sites == MadeImages.sites.map(\.site.name))
    let rows = try analysis.table.rows(where: "measure") { $0 == .string("pwcca") }
    for (site, step, similarity) in zip(
      try rows.strings("site"), zip(try rows.ints("step"), try rows.doubles("similarity"))
    ).map({ ($0, $1.0, $1.1) }) where step == 4 {
      let name = try #require(site)
      let expected = try PairScores(means(name, 4), means(name, 128)).pwccaYX
      #expect(abs((similarity ?? 2) - expected) < 1e-6, "\(name)")
    }
    #expect(try rows.ints("observations").allSatisfy { $0 == 600 })
    let logits = try rows.rows(where: "site") { $0 == .string("logits") }
    #expect(try logits.ints("layer").allSatisfy { $0 == nil } && logits.rowCount == 6)
    let low = try #require(analysis.table.columns.first { $0.name == "low" })
    #expect(low.description == "95 % interval over resampled blocks of images")
  }

  @Test func theWholeNetworkAndEachFamilyHaveAVerdict() throws {
    let summary = try ConvergenceAnalysis(Self.made, options: options).summary
    let families = summary.verdicts.map(\.family).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    #expect(families == ["network", "conv"])
    let network = try #require(summary.verdict(family: ConvergenceVerdict.wholeNetwork))
    #expect(network.bottom == "conv_l0" && network.top == "dense_l0")
    #expect(network.similarity.finding == .nearer && network.progress?.finding == .nearer)
    let conv = try #require(summary.verdict(family: "conv"))
    #expect(conv.bottom == "conv_l0" && conv.top == "conv_l1" && conv.similarity.finding == .nearer)
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(ConvergenceSummary.self, from: data) == summary)
    // One family alone is the network.
    var some = options
    some.sites = ["logits", "conv_l1", "conv_l0"]
    let alone = try ConvergenceAnalysis(Self.made, options: some).summary
    #expect(alone.sites == ["conv_l0", "conv_l1", "logits"])
    #expect(Set(alone.verdicts.map(\.family)) == ["conv"])
  }

  @Test func unrelatedImagesScoreAsTheNullsSay() throws {
    let analysis = try ConvergenceAnalysis(Self.made, options: options)
    let untrained = try analysis.table.rows(where: "step") { $0 == .int(0) }
      .rows(where: "measure") { $0 == .string("cca") }
    for column in ["null_formula", "null_shifted"] {
      for (score, null) in zip(try untrained.doubles("similarity"), try untrained.doubles(column)) {
        #expect(abs((score ?? 0) - (null ?? 1)) < 0.05)
      }
    }
    #expect(try untrained.doubles("low").allSatisfy { $0 != nil })
  }

  @Test func positionsAreObservationsWhenAskedFor() throws {
    var some = options
    some.view = .positions(side: 4)
    let analysis = try ConvergenceAnalysis(Self.made, options: some)
    let summary = analysis.summary
    #expect(summary.sites == ["conv_l0", "conv_l1"] && summary.observations == 600 * 16)
    #expect(summary.observed.view == .positions(side: 4) && summary.observed.name == "positions of images")
    #expect(
      summary.notes.first
        == "block_l0, pool_l0, dense_l0, logits were left out: they have no maps of 4 × 4 positions or more")
    func rows(_ step: Int) throws -> PreparedRepresentation {
      let snapshot = try #require(Self.made.steps.firstIndex(of: step))
      let whole = try Self.made.activations(probe: "images", site: "conv_l0", snapshot: snapshot)
      let grid = MapGrid(rows: 6, columns: 8, side: 4).positions
      var elements: [Float] = []
      for image in 0..<600 {
        for place in grid {
          elements += whole.elements[(image * 48 + place) * 5..<(image * 48 + place + 1) * 5]
        }
      }
      return try PreparedRepresentation(
        MatrixRows(Matrix(rows: 9600, columns: 5, elements: elements), name: "conv_l0"))
    }
    let row = try analysis.table.rows(where: "measure") { $0 == .string("cca") }
      .rows(where: "step") { $0 == .int(4) }.rows(where: "site") { $0 == .string("conv_l0") }
    let expected = try PairScores(rows(4), rows(128)).cca
    #expect(abs((try row.doubles("similarity").compactMap(\.self).first ?? 2) - expected) < 1e-10)
    for sites in [["conv_l0", "dense_l0"], ["pool_l0"]] {
      some.sites = sites
      #expect(
        throws: AnalysisError.noMap(
          sites: [sites[sites.count - 1]], probe: "images", view: .positions(side: 4))
      ) { try ConvergenceAnalysis(Self.made, options: some) }
    }
  }

  @Test func everyLayerMeetsEveryOther() throws {
    let analysis = try LayerAnalysis(Self.made, fractions: [0, 1], options: options)
    let names = MadeImages.sites.map(\.site.name)
    #expect(analysis.maps.allSatisfy { $0.rowLabels == names && $0.columnLabels == names })
    #expect(analysis.observed.name == "images" && analysis.observed.view == .spatialMeans)
    let expected = try PairScores(means("conv_l1", 0), means("dense_l0", 128)).pwccaYX
    #expect(abs((analysis.maps[0][2, 4] ?? 2) - expected) < 1e-6)
    var some = options
    some.view = .positions(side: 2)
    let positions = try LayerAnalysis(Self.made, fractions: [1], options: some)
    #expect(positions.maps[0].rowLabels == ["conv_l0", "conv_l1", "pool_l0"])
    #expect(try positions.table.ints("observations").allSatisfy { $0 == 2400 })
  }

  @Test func mapsAreMadeOfStepsAndSitesOfOneRunAndTwo() throws {
    var question = MapAnalysis.Question(over: .steps)
    let steps = try MapAnalysis(Self.made, question)
    #expect(steps.panels.map(\.name) == MadeImages.sites.map(\.site.name))
    #expect(steps.summary.probe == "images" && steps.summary.observed.name == "images")
    let expected = try PairScores(means("conv_l1", 4), means("conv_l1", 32)).pwccaYX
    #expect(abs((steps.panels[2].maps[.pwcca]?[2, 4] ?? 2) - expected) < 1e-6)
    question = MapAnalysis.Question(over: .sites)
    let other = MadeImages.run(seed: 6)
    let between = try MapAnalysis(Self.made, with: other, question)
    let pair = try PairScores(means("conv_l0", 128), means("logits", 128, of: other)).pwccaYX
    #expect(abs((between.panels[0].maps[.pwcca]?[0, 5] ?? 2) - pair) < 1e-6)
    question.view = .positions(side: 4)
    let positions = try MapAnalysis(Self.made, with: other, question)
    #expect(positions.panels[0].maps[.pwcca]?.rowLabels == ["conv_l0", "conv_l1"])
    #expect(positions.summary.observations == 9600)
    #expect(positions.summary.notes.count == 1 && positions.summary.notes[0].contains("were left out"))
  }

  @Test func aQuestionAboutSequencesIsRefusedInOneSentence() throws {
    let refusal = AnalysisError.noSequence(probe: "images")
    #expect(throws: refusal) { try SequenceAnalysis(Self.made, options: options) }
    #expect(throws: refusal) { try SequenceOverTraining(Self.made, options: options) }
    #expect(throws: refusal) { try MapAnalysis(Self.made, MapAnalysis.Question(over: .positions)) }
    var named = MapAnalysis.Question(over: .positions)
    named.probe = "images"
    #expect(throws: refusal) { try MapAnalysis(Self.made, named) }
    #expect(refusal.description.contains("holds images, which have no positions in a sequence"))
    let text = MadeSnapshots.training(halfway: ["h_l0": 4])
    #expect(throws: AnalysisError.noProbe(name: "sequence", available: ["convergence"])) {
      try SequenceAnalysis(text, options: options)
    }
  }

  @Test func fewImagesAreSaidToBeFew() throws {
    let notes = try ConvergenceAnalysis(MadeImages.run(images: 15, steps: [0, 128]), options: options).summary
      .notes
    #expect(
      notes.contains {
        $0.hasPrefix("the probe has 15 blocks of images, so intervals are rough; record more images")
      })
    #expect(
      notes.contains { $0 == "conv_l0: 15 images for 5 units are few; read every score against its null" })
    #expect(!notes.contains { $0.contains("token") || $0.contains("window") })
    let map = try MapAnalysis(
      MadeImages.run(images: 20, steps: [0, 128]), MapAnalysis.Question(over: .sites))
    #expect(map.summary.notes.contains { $0.hasPrefix("20 images for 7 units are few") })
  }

  @Test func aStoreIsAnalysedLikeSnapshotsInMemory() throws {
    let run = MadeImages.run(images: 200, steps: [0, 4, 128])
    let folder = try TemporaryDirectory()
    let store = try MadeImages.record(run, to: folder.file("states.zarr"))
    #expect(store.recordedProbes == run.recordedProbes && store.usualProbe == "images")
    for view in [ConvolutionView.spatialMeans, .positions(side: 3)] {
      var some = options
      some.view = view
      var question = MapAnalysis.Question(over: .sites)
      question.view = view
      // Whole tables are too long to be shown where they differ.
      let isSame = [
        try ConvergenceAnalysis(store, options: some).table == ConvergenceAnalysis(run, options: some).table,
        try LayerAnalysis(store, options: some).table == LayerAnalysis(run, options: some).table,
        try MapAnalysis(store, question).table == MapAnalysis(run, question).table,
      ]
      #expect(isSame == [true, true, true], "\(view)")
    }
  }
}
