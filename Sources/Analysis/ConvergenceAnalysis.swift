import Similarity
public import Storage
import Tensors

/// How near each layer is to its final form at every recorded step (F1 to F5).
///
/// Every snapshot of a site on the convergence probe is compared with the last one by every measure, tokens being
/// the observations; of a run on images the images are, or positions of their maps. PWCCA takes its weights from the last snapshot, a fixed basis over the curve.
public struct ConvergenceAnalysis: Sendable {
  /// One row a site, step and measure: similarity with its 95 % interval and nulls, the similarity of the untrained
  /// network, how far of the way from there to 1 the snapshot is, and what the numbers rest on.
  public let table: ResultTable
  /// For each site the sorted canonical correlations with the last snapshot: index × step.
  public let coefficients: [String: LabelledMatrix]
  /// Whether the bottom layer is nearer its final form than the top early in training, and how this was decided.
  public let summary: ConvergenceSummary

  /// Analyses a probe of a run; nil for its usual one.
  ///
  /// - Throws: ``AnalysisError`` where the run did not record it, and `SimilarityError` or `StorageError`.
  public init(_ reader: any SnapshotReader, probe name: String? = nil, options: AnalysisOptions)
    throws
  {
    let analysed = try AnalysedProbe(reader, probe: name, sites: options.sites, view: options.view)
    let (reader, probe, sites) = (analysed.reader, analysed.probe, analysed.sites)
    let steps = try reader.steps(of: probe, needed: 2)
    let blocks = IntervalBlocks.of(
      rows: probe.windows * probe.positions, windowLength: probe.positions, sites: sites,
      heldAtOnce: 4)
    let comparable = try ComparableSites(sites, named: \.name) { site in
      try ConvergenceCurve(reader, probe: probe, site: site, steps: steps, blocks: blocks, options: options)
    }
    let curves = comparable.results
    var notes = analysed.notes + comparable.notes
    if blocks.count < 16 {
      notes.append(
        "the probe has \(blocks.count) \(blocks.count == 1 ? "block" : "blocks") of \(analysed.observed.groups), "
          + (blocks.count == 1 ? "so there are no intervals" : "so intervals are rough")
          + "; record \(probe.content == .images ? "more images" : "shorter windows or more tokens")")
    }
    table = ConvergenceTable(curves, groups: analysed.observed.groups).table
    coefficients = Dictionary(
      curves.map { ($0.site.name, Self.coefficients(of: $0)) }, uniquingKeysWith: { first, _ in first })
    summary = ConvergenceSummary(
      probe: probe, observed: analysed.observed, steps: steps, curves: curves, notes: notes)
  }

  private static func coefficients(of curve: ConvergenceCurve) -> LabelledMatrix {
    let count = curve.points.map(\.scores.coefficients.count).max() ?? 0
    return LabelledMatrix(
      rowAxis: "index", rowLabels: (0..<count).map(String.init), columnAxis: "step",
      columnLabels: curve.points.map { String($0.step) }, valueName: "rho",
      values: (0..<count).flatMap { index in
        curve.points.map { point -> Double? in
          index < point.scores.coefficients.count ? point.scores.coefficients[index] : nil
        }
      })
  }
}

/// The rows of a convergence table.
struct ConvergenceTable {
  private(set) var table: ResultTable

  private static func columns(groups: String) -> [ResultTable.Column] {
    [
      .string("site"), .int("layer"), .int("step"), .string("measure"),
      .double("similarity", description: "to the last snapshot of the same site"),
      .double("low", description: "95 % interval over resampled blocks of \(groups)"), .double("high"),
      .double("null_formula", description: "mean correlation of independent rows, Wachter's law"),
      .double("null_shifted", description: "the same measure with one side shifted by many \(groups)"),
      .double("untrained", description: "similarity of the network before training to the last snapshot"),
      .double("progress", description: "(similarity - untrained)/(1 - untrained)"),
      .int("observations"), .int("units"), .double("samples_per_unit"), .int("rank"), .int("rank_last"),
      .int("kept", description: "directions that SVCCA kept of this snapshot"),
      .int("kept_last", description: "and of the last one"), .double("condition"), .double("condition_last"),
    ]
  }

  /// The rows of all curves; `groups` is what intervals and shifts keep whole.
  init(_ curves: [ConvergenceCurve], groups: String) {
    table = ResultTable(columns: Self.columns(groups: groups))
    for curve in curves {
      for index in curve.points.indices {
        for measure in Measure.allCases { add(curve, index, measure) }
      }
    }
  }

  private mutating func add(_ curve: ConvergenceCurve, _ index: Int, _ measure: Measure) {
    let point = curve.points[index]
    let score = curve.score(measure, at: index)
    let interval = curve.replicates(measure, at: index).map { Interval(of: score, replicates: $0).clipped }
    let untrained = curve.points[0].step == 0 ? curve.score(measure, at: 0) : nil
    let units = curve.site.units
    table.append([
      .string(curve.site.name), .init(SiteLabel(curve.site.name)?.layer), .int(point.step),
      .string(measure.rawValue), .double(score), .init(interval?.low), .init(interval?.high),
      .init(Self.null(measure, point, curve)), .init(point.shifted[measure]), .init(untrained),
      .init(untrained.flatMap { $0 < 1 ? (score - $0) / (1 - $0) : nil }), .int(curve.observations),
      .int(units),
      .double(Double(curve.observations) / Double(units)), .int(point.rank), .int(curve.finalRank),
      .int(point.scores.svccaKept[0]), .int(point.scores.svccaKept[1]), .double(point.condition),
      .double(curve.finalCondition),
    ])
  }

  /// The formula's mean correlation, for the measures that are means of correlations.
  private static func null(
    _ measure: Measure, _ point: ConvergencePoint, _ curve: ConvergenceCurve
  ) -> Double? {
    switch measure {
    case .cca, .pwcca: NullFormula(rows: curve.observations, x: point.rank, y: curve.finalRank).mean
    case .svcca:
      NullFormula(
        rows: curve.observations, x: point.scores.svccaKept[0], y: point.scores.svccaKept[1]
      ).mean
    case .cka, .procrustes, .cosine, .euclidean: nil
    }
  }
}
