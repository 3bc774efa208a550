import Similarity
public import Storage
import Tensors

/// Every layer at several steps against every layer of the last step (G4).
public struct LayerAnalysis: Sendable {
  /// One row a pair of sites, chosen step and measure, with the nulls.
  public let table: ResultTable
  /// PWCCA with the final site's weights, one matrix a chosen step: site then × site at the end.
  public let maps: [LabelledMatrix]
  /// The steps of the matrices.
  public let steps: [Int]
  /// The fractions of training that the steps stand for; those that fall on one recorded step count once.
  public let fractions: [Double]
  /// What was compared.
  public let observed: ObservationKind
  /// What a reader must know: sites that were left out.
  public let notes: [String]

  /// The fractions of the published figure.
  public static let publishedFractions = [0, 0.35, 0.75, 1]

  /// Analyses a probe of a run.
  ///
  /// - Parameters:
  ///   - reader: a run.
  ///   - name: the probe; nil for the usual one.
  ///   - fractions: of the last recorded step; the nearest recorded steps are used.
  ///   - options: sites, rule and key.
  /// - Throws: ``AnalysisError`` where the run did not record the probe, and `SimilarityError` or `StorageError`.
  public init(
    _ reader: any SnapshotReader, probe name: String? = nil,
    fractions: [Double] = LayerAnalysis.publishedFractions, options: AnalysisOptions
  ) throws {
    let analysed = try AnalysedProbe(reader, probe: name, sites: options.sites, view: options.view)
    let (reader, probe, sites) = (analysed.reader, analysed.probe, analysed.sites)
    let recorded = try reader.steps(of: probe, needed: 1)
    var chosen: [(fraction: Double, snapshot: Int)] = []
    for fraction in fractions {
      let snapshot = Self.nearest(to: fraction * Double(recorded[recorded.count - 1]), in: recorded)
      if !chosen.contains(where: { $0.snapshot == snapshot }) { chosen.append((fraction, snapshot)) }
    }
    @Sendable func prepared(_ site: RecordedProbe.Site, _ snapshot: Int) throws -> PreparedRepresentation {
      try PreparedRepresentation(
        SnapshotRows(
          reader, probe: probe, site: site, snapshot: snapshot,
          name: "\(site.name) at step \(recorded[snapshot])"))
    }
    let snapshots = Set(chosen.map(\.snapshot) + [recorded.count - 1]).sorted()
    let comparable = try ComparableSites(sites, named: \.name) { site in
      let all = try Concurrent.map(snapshots.count) { try prepared(site, snapshots[$0]) }
      for x in all { try PairScores.check(x, all[all.count - 1]) }
      return (site: site, prepared: Dictionary(uniqueKeysWithValues: zip(snapshots, all)))
    }
    let kept = comparable.results
    let names = kept.map(\.site.name)
    let rows = probe.windows * probe.positions
    let lag = CircularShifts(rows: rows, windowLength: probe.positions, count: 1).lags.first
    var rowsOfTable = LayerTable(rows: rows)
    var maps: [LabelledMatrix] = []
    let final = kept.compactMap { $0.prepared[recorded.count - 1] }
    let all = chosen.flatMap { chosen in kept.compactMap { $0.prepared[chosen.snapshot] } }
    var settings = MapOptions(measures: Set(MeasuredPair.measures), svccaRule: options.svccaRule)
    settings.refusesMore = false
    let map = try SimilarityMap(prepared: all, columns: final, options: settings)
    settings.measures = [.cca, .pwcca]
    let shifted = try lag.map {
      try SimilarityMap(prepared: all, columns: final, lag: $0, options: settings)
    }
    for (place, (fraction, snapshot)) in chosen.enumerated() {
      let pairs = (0..<kept.count * final.count).map { index in
        let (i, j) = (place * kept.count + index / final.count, index % final.count)
        return LayerPair(
          rank: [map.rows[i].rank, map.columns[j].rank], scores: map.pair(i, j), shifted: shifted?.pair(i, j))
      }
      maps.append(
        LabelledMatrix(
          rowAxis: "site", rowLabels: names, columnAxis: "final_site", columnLabels: names,
          valueName: Measure.pwcca.rawValue, values: pairs.map { $0.scores.score(.pwcca, side: .y) }))
      for (index, pair) in pairs.enumerated() {
        rowsOfTable.add(
          pair, fraction: fraction, step: recorded[snapshot], site: names[index / names.count],
          finalSite: names[index % names.count])
      }
    }
    table = rowsOfTable.table
    self.maps = maps
    steps = chosen.map { recorded[$0.snapshot] }
    self.fractions = chosen.map(\.fraction)
    observed = analysed.observed
    notes = analysed.notes + comparable.notes
  }

  /// The snapshot whose step is nearest; the earlier one of two.
  static func nearest(to step: Double, in recorded: [Int]) -> Int {
    recorded.indices.min { abs(Double(recorded[$0]) - step) < abs(Double(recorded[$1]) - step) } ?? 0
  }
}

/// One pair of a layer matrix.
struct LayerPair: Sendable {
  let rank: [Int]
  let scores: MeasuredPair
  let shifted: MeasuredPair?
}

/// The rows of a layer table.
struct LayerTable {
  private let rows: Int
  private(set) var table = ResultTable(columns: [
    .double("fraction"), .int("step"), .string("site"), .string("final_site"), .string("measure"),
    .double("similarity"), .double("null_formula"), .double("null_shifted"), .int("observations"),
  ])

  init(rows: Int) { self.rows = rows }

  mutating func add(_ pair: LayerPair, fraction: Double, step: Int, site: String, finalSite: String) {
    for measure in MeasuredPair.measures {
      let formula: Double? =
        switch measure {
        case .cca, .pwcca: NullFormula(rows: rows, x: pair.rank[0], y: pair.rank[1]).mean
        case .svcca: pair.scores.svccaKept.map { NullFormula(rows: rows, x: $0[0], y: $0[1]).mean }
        case .cka, .procrustes, .cosine, .euclidean: nil
        }
      let shifted = pair.shifted?.score(measure, side: .y)
      table.append([
        .double(fraction), .int(step), .string(site), .string(finalSite), .string(measure.rawValue),
        .init(pair.scores.score(measure, side: .y)), .init(formula), .init(shifted), .int(rows),
      ])
    }
  }
}
