import Similarity
public import Storage
import Tensors

/// How alike the states at the positions of a window are, at one training step (F6, F7).
///
/// Position j is compared with the last position over all windows. Both lie as many tokens apart as positions, so that a fall with
/// distance is no surprise by itself; the controls are: the same lags from a fixed position into the next window
/// (`lagged`), windows that start from a zero state (the probe `sequence_reset`), and shuffled or shifted windows as
/// nulls. Probes named `repeat_…`, with a repeated token, are analysed in the same way.
public struct SequenceAnalysis: Sendable {
  /// One row a probe, site, control, position and measure.
  public let table: ResultTable
  /// PWCCA (mean of both sides) of every pair of positions: probe/site → position × position.
  public let maps: [String: LabelledMatrix]
  /// What was analysed.
  public let summary: SequenceSummary

  /// Analyses every sequence probe of a run.
  ///
  /// - Parameters:
  ///   - reader: a run with the probe `sequence`.
  ///   - step: the training step; nil for the last.
  ///   - options: sites, rule and key.
  /// - Throws: ``AnalysisError`` where probe or step is missing, and `SimilarityError` or `StorageError`.
  public init(_ reader: any SnapshotReader, step: Int? = nil, options: AnalysisOptions) throws {
    _ = try reader.sequenceProbe()
    let probes = reader.recordedProbes.filter { Self.isSequence($0.name) }
    var wanted: [(probe: RecordedProbe, site: RecordedProbe.Site, snapshot: Int, step: Int)] = []
    for probe in probes {
      let steps = try reader.steps(of: probe, needed: 1)
      guard let snapshot = step.map({ steps.firstIndex(of: $0) }) ?? (steps.count - 1) else {
        throw AnalysisError.noStep(step: step ?? 0, probe: probe.name, available: steps)
      }
      wanted += try probe.sites(options.sites).map { (probe, $0, snapshot, steps[snapshot]) }
    }
    let comparable = try ComparableSites(wanted, named: { "\($0.site.name) of \($0.probe.name)" }) { item in
      try PositionCurves(
        reader, probe: item.probe, site: item.site, snapshot: item.snapshot, step: item.step,
        carriesState: item.probe.name == "sequence", options: options)
    }
    let curves = comparable.results
    var notes = comparable.notes
    table = SequenceTable(curves).table
    maps = Dictionary(
      curves.map { ("\($0.probe)/\($0.site.name)", Self.map($0)) }, uniquingKeysWith: { first, _ in first })
    for curve in curves where curve.windows < SampleSize.advised(units: curve.site.units) {
      notes.append(
        "\(curve.site.name) of \(curve.probe): \(curve.windows) windows for \(curve.site.units) units are few; "
          + "read every score against its null")
    }
    summary = SequenceSummary(
      probes: probes.map(\.name), step: curves.first?.step ?? 0,
      sites: curves.map(\.site.name).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }, notes: notes)
  }

  static func isSequence(_ name: String) -> Bool { name.hasPrefix("sequence") || name.hasPrefix("repeat_") }

  private static func map(_ curve: PositionCurves) -> LabelledMatrix {
    let labels = (0..<curve.maps.pwcca.rows).map(String.init)
    return LabelledMatrix(
      rowAxis: "position", rowLabels: labels, columnAxis: "other_position", columnLabels: labels,
      valueName: Measure.pwcca.rawValue, values: curve.maps.pwcca)
  }
}

/// What a sequence analysis looked at.
public struct SequenceSummary: Codable, Equatable, Sendable {
  /// The probes, such as `sequence` and `sequence_reset`.
  public let probes: [String]
  /// The training step.
  public let step: Int
  /// The sites.
  public let sites: [String]
  /// What a reader must know.
  public let notes: [String]
}

/// The rows of a sequence table.
struct SequenceTable {
  private(set) var table = ResultTable(columns: [
    .string("probe"), .string("site"), .int("layer"), .int("step"),
    .string(
      "control", description: "within window: with its last position; lagged: last position with a later one"),
    .int("position"), .int("lag", unit: "tokens"), .string("measure"), .double("similarity"),
    .double("low", description: "95 % interval over resampled blocks of windows"), .double("high"),
    .double("null_formula", description: "mean correlation of independent rows, Wachter's law"),
    .double("null_shuffled", description: "with the windows of one side in random order"),
    .double("null_shifted", description: "with one side shifted by half of all windows"),
    .int("windows"), .int("units"),
  ])

  init(_ curves: [PositionCurves]) {
    for curve in curves {
      for point in curve.points {
        for measure in Measure.allCases { add(curve, point, measure) }
      }
    }
  }

  private mutating func add(
    _ curve: PositionCurves, _ point: PositionPoint, _ measure: Measure
  ) {
    // PWCCA takes the weights of the last position, one basis for the whole curve.
    let side: ProjectionSide = point.control == .withinWindow ? .y : .x
    guard let score = point.scores.score(measure, side: side) else { return }
    let interval = point.scores.resampled?.of(measure, side: side).map {
      Interval(of: score, replicates: $0).clipped
    }
    let isMeanCorrelation = measure == .cca || measure == .pwcca
    table.append([
      .string(curve.probe), .string(curve.site.name), .init(SiteLabel(curve.site.name)?.layer),
      .int(curve.step), .string(point.control.rawValue), .int(point.position), .int(point.lag),
      .string(measure.rawValue), .double(score), .init(interval?.low), .init(interval?.high),
      .init(isMeanCorrelation ? point.formula : nil), .init(point.shuffled.score(measure, side: .y)),
      .init(point.shifted?.score(measure, side: .y)), .int(curve.windows), .int(curve.site.units),
    ])
  }
}
