/// Removes more and more units in random orders, and scores the network each time.
public enum CumulativeAblation {
  /// Scores all sets of a plan and summarises them as curves.
  ///
  /// - Parameters:
  ///   - plan: the units, orderings and points.
  ///   - value: what stands in the place of removed units.
  ///   - score: returns one score for each set, in order and on the same data. It is called once with all
  ///     different sets, so that it may share forward passes among them.
  /// - Throws: ``SingleDirectionsError/score(change:value:)``, and what `score` throws.
  public static func run(
    _ plan: AblationPlan, value: ReplacementValue, score: ([AblatedUnits]) throws -> [Score]
  ) throws -> AblationResult {
    let schedule = AblationSets(plan, value: value)
    let scores = try score(schedule.sets)
    try Score.check(scores, changes: schedule.sets.count) {
      "\(schedule.sets[$0].count) of \(plan.units.count) units removed"
    }
    let curves = schedule.indices.map { $0.map { scores[$0] } }
    let fractions = plan.fractions
    return AblationResult(
      value: value, unitsBySite: plan.unitsBySite, samples: scores[0].count, scoredSets: scores.count,
      counts: plan.counts, fractions: fractions, baseline: curves[0][0],
      allRemoved: curves[0][fractions.count - 1], loss: Score.losses(curves, at: fractions),
      accuracy: Score.accuracies(curves, at: fractions))
  }
}
