/// How well each unit alone tells samples with a binary label from those without: the area under its ROC
/// curve.
///
/// It is the probability that a sample with the label has the greater value, ties counting half (Mann and
/// Whitney 1947): 1 and 0 separate perfectly, 0.5 not at all. Where the best of many units is picked, compare
/// it with the maximum over units that labels which tell nothing give, and judge it on fresh samples.
public struct AUROC: Equatable, Sendable {
  /// The name of the site.
  public let site: String
  /// The number of samples with the label.
  public let positives: Int
  /// The number of samples without it.
  public let negatives: Int
  /// The area of each unit, in [0, 1]; 0.5 for a unit that never changes.
  public let values: [Double]
  /// The largest max(area, 1 − area) of any unit under labels that tell nothing; nil without draws.
  public let nullMaximum: NullSummary?

  /// Computes the area of every unit.
  ///
  /// - Parameters:
  ///   - activations: samples × units.
  ///   - labels: whether each sample has the label.
  ///   - null: the labels that tell nothing; the same draws serve all units.
  /// - Throws: ``SingleDirectionsError/tooFewClasses(source:present:)``.
  public init(_ activations: SiteActivations, labels: [Bool], null: NullLabels? = nil) throws {
    let samples = activations.samples
    precondition(labels.count == samples, "\(labels.count) labels for \(samples) samples")
    let positives = labels.count { $0 }
    guard positives > 0, positives < samples else {
      throw SingleDirectionsError.tooFewClasses(source: activations.site, present: 1)
    }
    // The labels themselves, then those that tell nothing.
    let draws = ([labels] + (null?.moved(labels) ?? [])).map { labels in
      labels.indices.filter { labels[$0] }
    }
    let areas = try activations.mapSortedColumns { sorter in
      let ranks = Self.doubledRanks(sorter)
      return draws.map { Self.area(ranks.span, positives: $0.span) }
    }
    site = activations.site
    self.positives = positives
    negatives = samples - positives
    values = areas.map { $0[0] }
    let maxima = (1..<draws.count).map { draw in
      areas.reduce(0.5) { max($0, $1[draw], 1 - $1[draw]) }
    }
    nullMaximum = null.flatMap { NullSummary(maxima, of: $0.kind) }
  }

  /// Twice the mid-rank of each sample, a whole number.
  private static func doubledRanks(_ sorter: ColumnSorter) -> [Int] {
    var ranks = [Int](repeating: 0, count: sorter.samples.count)
    sorter.forEachRun { run in
      // Ranks count from 1: those of the run are lowerBound + 1 to upperBound.
      let doubled = run.lowerBound + run.upperBound + 1
      for place in run { ranks[Int(sorter.samples[place])] = doubled }
    }
    return ranks
  }

  private static func area(_ doubledRanks: Span<Int>, positives: Span<Int>) -> Double {
    var sum = 0
    for i in 0..<positives.count { sum += doubledRanks[positives[i]] }
    let n = positives.count
    let pairs = n * (doubledRanks.count - n)
    return Double(sum - n * (n + 1)) / Double(2 * pairs)
  }
}
