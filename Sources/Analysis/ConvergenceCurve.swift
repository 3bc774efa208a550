import Similarity
import Tensors

/// One snapshot of a site against the last: scores, nulls and what they rest on.
struct ConvergencePoint: Sendable {
  let step: Int
  let scores: PairScores
  /// The mean scores under circular shifts, by measure.
  let shifted: [Measure: Double]
  let rank: Int
  let condition: Double
}

/// The curve of one site: every snapshot against the last.
struct ConvergenceCurve: Sendable {
  let site: RecordedProbe.Site
  let points: [ConvergencePoint]
  let observations: Int
  let finalRank: Int
  let finalCondition: Double

  /// Computes the curve, snapshots at once on all threads.
  init(
    _ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, steps: [Int],
    blocks: RowBlocks, options: AnalysisOptions
  ) throws {
    let rows = probe.windows * probe.positions
    // A single block resampled is the same rows again.
    let bootstrap =
      blocks.count < 2
      ? nil
      : BlockBootstrap(
        blocks: blocks.count, replicates: options.replicates, key: options.key.child("bootstrap"))
    let shifts = CircularShifts(rows: rows, windowLength: probe.positions, count: options.shifts)
    let last = steps.count - 1
    @Sendable func prepared(_ snapshot: Int) throws -> PreparedRepresentation {
      let activations = try Activations(
        reader, probe: probe.name, site: site.name, snapshot: snapshot, step: steps[snapshot])
      return try PreparedRepresentation(activations.observations, blocks: blocks)
    }
    let final = try prepared(last)
    try Self.checkSize(final)
    let finalSamples = try bootstrap.map {
      try ResampledRepresentation(final, bootstrap: $0, keeping: true)
    }
    points = try Concurrent.map(steps.count) { snapshot in
      let x = snapshot == last ? final : try prepared(snapshot)
      let resampling = try finalSamples.map { samples in
        PairScores.Resampling(
          x: snapshot == last ? samples : try ResampledRepresentation(x, bootstrap: samples.bootstrap),
          y: samples)
      }
      let scores = try PairScores(
        x, final, rule: options.svccaRule, baselines: true, resampling: resampling)
      let nulls = try shifts.lags.map { lag in
        try PairScores(x, final, rule: options.svccaRule, lag: lag, baselines: true)
      }
      return ConvergencePoint(
        step: steps[snapshot], scores: scores, shifted: Self.means(nulls), rank: x.rank,
        condition: x.condition)
    }
    self.site = site
    observations = rows
    finalRank = final.rank
    finalCondition = final.condition
  }

  /// The score of a snapshot, PWCCA with the weights of the last one.
  func score(_ measure: Measure, at index: Int) -> Double {
    points[index].scores.score(measure, side: .y) ?? 0
  }

  /// That score on every sample of windows; nil where a sample has none.
  func replicates(_ measure: Measure, at index: Int) -> [Double]? {
    points[index].scores.resampled?.of(measure, side: .y)
  }

  /// Refuses a site with too few observations before the long part of the work.
  private static func checkSize(_ final: PreparedRepresentation) throws {
    guard final.rowCount > 2 * final.unitCount else {
      throw SimilarityError.tooFewRows(
        rows: final.rowCount, x: final.name, unitsX: final.unitCount, y: final.name, unitsY: final.unitCount)
    }
  }

  private static func means(_ nulls: [PairScores]) -> [Measure: Double] {
    var means: [Measure: Double] = [:]
    guard !nulls.isEmpty else { return means }
    for measure in Measure.allCases {
      let values = nulls.compactMap { $0.score(measure, side: .y) }
      means[measure] = values.reduce(0, +) / Double(max(values.count, 1))
    }
    return means
  }
}
