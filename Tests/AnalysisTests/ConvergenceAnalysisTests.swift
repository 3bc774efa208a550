import Analysis
import Foundation
import Similarity
import Storage
import Tensors
import Testing

struct ConvergenceAnalysisTests {
  private let options = AnalysisOptions(key: RandomKey(seed: 1))

  @Test func theLayerThatMovesFirstIsNearer() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40])
    let summary = try ConvergenceAnalysis(run, options: options).summary
    #expect(summary.steps == [0, 1, 2, 4, 8, 16, 32, 64, 128])
    #expect(summary.earlySteps == [1, 2, 4, 8, 16, 32])
    for measure in Measure.allCases {
      let verdict = try #require(summary.verdict(measure: measure))
      #expect(verdict.similarity.finding == .nearer, "\(verdict.text)")
      #expect(verdict.progress?.finding == .nearer, "\(verdict.text)")
      let difference = verdict.similarity
      let interval = try #require(difference.interval)
      #expect(interval.low < difference.difference && difference.difference < interval.high)
      #expect(abs(difference.difference - (difference.bottom - difference.top)) < 1e-12)
    }
    let text = try #require(summary.verdict()).text
    #expect(text.hasPrefix("h_l0 is nearer its final form than h_l1 early in training: difference 0."))
  }

  @Test func theOtherWayRoundItIsFarther() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 40, "h_l1": 4])
    let summary = try ConvergenceAnalysis(run, options: options).summary
    #expect(summary.verdict()?.similarity.finding == .farther)
    #expect(summary.verdict()?.text.contains("is farther from its final form") == true)
  }

  @Test func layersOfOneSpeedAreNotSeparable() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 12, "h_l1": 12, "h_l2": 12])
    let summary = try ConvergenceAnalysis(run, options: options).summary
    for measure in [Measure.cca, .pwcca, .cka] {
      let verdict = try #require(summary.verdict(measure: measure))
      #expect(verdict.top == "h_l2")
      #expect(verdict.similarity.finding == .notSeparable, "\(verdict.text)")
    }
  }

  @Test func tableHoldsEverySiteStepAndMeasure() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40])
    let analysis = try ConvergenceAnalysis(run, options: options)
    #expect(analysis.table.rowCount == 2 * 9 * Measure.allCases.count)
    let last = try analysis.table.rows(where: "step") { $0 == .int(128) }
    for value in try last.doubles("similarity") { #expect(abs((value ?? 0) - 1) < 1e-6) }
    for value in try last.doubles("progress") { #expect(abs((value ?? 0) - 1) < 1e-5) }
    let untrained = try analysis.table.rows(where: "step") { $0 == .int(0) }
    for value in try untrained.doubles("progress") { #expect(abs(value ?? 1) < 1e-12) }
    // An untrained layer that shares nothing with its end scores what the nulls say.
    let cca = try untrained.rows(where: "measure") { $0 == .string("cca") }
    for column in ["null_formula", "null_shifted"] {
      for (score, null) in zip(try cca.doubles("similarity"), try cca.doubles(column)) {
        #expect(abs((score ?? 0) - (null ?? 1)) < 0.04)
      }
    }
    #expect(try analysis.table.ints("observations").allSatisfy { $0 == 600 })
    let rho = try #require(analysis.coefficients["h_l0"])
    #expect(rho.rowLabels.count == 6 && rho.columnLabels.last == "128")
  }

  @Test func aSiteThatCannotBeComparedIsLeftOutAndSaid() throws {
    let good = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40])
    let run = MadeSnapshots(recordedProbes: good.recordedProbes, steps: good.steps) { probe, site, step in
      site == "h_l1" ? Tensor(shape: [60, 10, 6]) : good.make(probe, site, step)
    }
    let summary = try ConvergenceAnalysis(run, options: options).summary
    #expect(summary.notes.count == 1 && summary.notes[0].hasPrefix("h_l1 was left out: no unit of h_l1"))
    #expect(summary.verdicts.isEmpty)
    var alone = options
    alone.sites = ["h_l1"]
    #expect(throws: SimilarityError.noVariance(sources: ["h_l1 at step 128"])) {
      try ConvergenceAnalysis(run, options: alone)
    }
  }

  @Test func aProbeOfOneWindowHasNoIntervalsAndSaysSo() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40], windows: 1, units: 2)
    let analysis = try ConvergenceAnalysis(run, options: options)
    #expect(
      analysis.summary.notes.contains(
        "the probe has 1 block of windows, so there are no intervals; record shorter windows or more tokens"))
    #expect(analysis.table.rowCount == 2 * 9 * Measure.allCases.count)
    for column in ["low", "high"] {
      #expect(try analysis.table.doubles(column).allSatisfy { $0 == nil })
    }
    #expect(try analysis.table.doubles("similarity").allSatisfy { $0.map { $0.isFinite } == true })
    #expect(analysis.summary.verdicts.count == Measure.allCases.count)
    for verdict in analysis.summary.verdicts {
      #expect(verdict.similarity.interval == nil && verdict.similarity.finding == .notSeparable)
      #expect(verdict.progress?.interval == nil)
      #expect(verdict.text.contains("(no interval)"))
    }
    // Twenty windows have intervals; nine have some, which are said to be rough.
    let twenty = try ConvergenceAnalysis(
      MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40], windows: 20, units: 2), options: options)
    #expect(try twenty.table.doubles("low").allSatisfy { $0 != nil })
    let few = try ConvergenceAnalysis(
      MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40], windows: 9, units: 2), options: options)
    #expect(
      few.summary.notes.contains { $0.hasPrefix("the probe has 9 blocks of windows, so intervals are rough") }
    )
  }

  @Test func whatIsMissingIsNamed() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4])
    #expect(throws: AnalysisError.noProbe(name: "other", available: ["convergence"])) {
      try ConvergenceAnalysis(run, probe: "other", options: options)
    }
    var wrong = options
    wrong.sites = ["h_l7"]
    #expect(throws: AnalysisError.noSite(name: "h_l7", probe: "convergence", available: ["h_l0"])) {
      try ConvergenceAnalysis(run, options: wrong)
    }
    let single = MadeSnapshots.training(halfway: ["h_l0": 4], steps: [0])
    #expect(throws: AnalysisError.tooFewSnapshots(probe: "convergence", count: 1, needed: 2)) {
      try ConvergenceAnalysis(single, options: options)
    }
  }

  @Test func summaryGoesThroughJSON() throws {
    let run = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40], steps: [0, 8, 128])
    let summary = try ConvergenceAnalysis(run, options: options).summary
    let data = try JSONEncoder().encode(summary)
    #expect(try JSONDecoder().decode(ConvergenceSummary.self, from: data) == summary)
  }
}
