import Similarity
public import Storage
import Tensors

/// How each position of a window nears its own final state over training: a map position × step for each site.
public struct SequenceOverTraining: Sendable {
  /// PWCCA with the final state's weights: site → position × step.
  public let pwcca: [String: LabelledMatrix]
  /// Mean CCA: site → position × step.
  public let cca: [String: LabelledMatrix]
  /// Both in long form: one row a site, position and step.
  public let table: ResultTable
  /// The nulls: one row a site and step.
  public let nulls: ResultTable
  /// What was analysed.
  public let summary: SequenceOverTrainingSummary

  /// Analyses the sequence probe of a run.
  ///
  /// - Throws: ``AnalysisError`` where the run did not record it, and `SimilarityError` or `StorageError`.
  public init(_ reader: any SnapshotReader, probe name: String = "sequence", options: AnalysisOptions) throws
  {
    let probe = try reader.sequenceProbe(name)
    let steps = try reader.steps(of: probe, needed: 2)
    let sites = try probe.sites(options.sites)
    let comparable = try ComparableSites(sites, named: \.name) { site in
      try PositionTrainingMap(reader, probe: probe, site: site, steps: steps)
    }
    let maps = comparable.results
    pwcca = Self.labelled(maps, .pwcca, \.pwcca)
    cca = Self.labelled(maps, .cca, \.cca)
    table = Self.table(maps)
    nulls = Self.nulls(maps)
    summary = SequenceOverTrainingSummary(
      probe: name, windows: probe.windows, positions: probe.positions, steps: steps,
      sites: maps.map(\.site.name), notes: comparable.notes)
  }

  private static func labelled(
    _ maps: [PositionTrainingMap], _ measure: Measure, _ values: (PositionTrainingMap) -> Matrix<Double>
  ) -> [String: LabelledMatrix] {
    var result: [String: LabelledMatrix] = [:]
    for map in maps {
      let matrix = values(map)
      result[map.site.name] = LabelledMatrix(
        rowAxis: "position", rowLabels: (0..<matrix.rows).map(String.init), columnAxis: "step",
        columnLabels: map.steps.map(String.init), valueName: measure.rawValue, values: matrix)
    }
    return result
  }

  private static func table(_ maps: [PositionTrainingMap]) -> ResultTable {
    var table = ResultTable(columns: [
      .string("site"), .int("layer"), .int("position"), .int("step"),
      .double("pwcca", description: "to the same position at the last step, with its weights"),
      .double("cca"),
    ])
    for map in maps {
      for position in 0..<map.pwcca.rows {
        for (column, step) in map.steps.enumerated() {
          table.append([
            .string(map.site.name), .init(SiteLabel(map.site.name)?.layer), .int(position), .int(step),
            .double(map.pwcca[position, column]), .double(map.cca[position, column]),
          ])
        }
      }
    }
    return table
  }

  private static func nulls(_ maps: [PositionTrainingMap]) -> ResultTable {
    var table = ResultTable(columns: [
      .string("site"), .int("layer"), .int("step"),
      .double("null_formula", description: "mean correlation of independent rows, Wachter's law"),
      .double("pwcca_shifted", description: "mean over three positions, windows shifted by half of all"),
      .double("cca_shifted"),
    ])
    for map in maps {
      for (column, step) in map.steps.enumerated() {
        let null = map.nulls[column]
        table.append([
          .string(map.site.name), .init(SiteLabel(map.site.name)?.layer), .int(step), .double(null.formula),
          .init(null.pwcca), .init(null.cca),
        ])
      }
    }
    return table
  }
}

/// What an analysis of positions over training looked at.
public struct SequenceOverTrainingSummary: Codable, Equatable, Sendable {
  /// The probe.
  public let probe: String
  /// The number of windows: the observations.
  public let windows: Int
  /// The number of positions.
  public let positions: Int
  /// The recorded steps.
  public let steps: [Int]
  /// The sites.
  public let sites: [String]
  /// What a reader must know.
  public let notes: [String]
}

/// The map of one site.
struct PositionTrainingMap: Sendable {
  let site: RecordedProbe.Site
  let steps: [Int]
  let pwcca: Matrix<Double>
  let cca: Matrix<Double>
  let nulls: [Null]

  struct Null: Sendable {
    let formula: Double
    let pwcca: Double?
    let cca: Double?
  }

  init(_ reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site, steps: [Int]) throws {
    func positions(_ snapshot: Int) throws -> PreparedPositions {
      let activations = try Activations(
        reader, probe: probe.name, site: site.name, snapshot: snapshot, step: steps[snapshot])
      return try PreparedPositions(activations, step: steps[snapshot])
    }
    let final = try positions(steps.count - 1)
    let lag = CircularShifts(rows: probe.windows, count: 1).lags.first
    let tested = Set([0, probe.positions / 2, probe.positions - 1])
    var pwcca = Matrix<Double>(rows: probe.positions, columns: steps.count)
    var cca = pwcca
    var nulls: [Null] = []
    for column in steps.indices {
      let now = column == steps.count - 1 ? final : try positions(column)
      let scores = try Concurrent.map(probe.positions) { position in
        let x = now.positions[position]
        let y = final.positions[position]
        let null = try tested.contains(position) ? lag.map { try CanonicalScores(x, y, lag: $0) } : nil
        return (try CanonicalScores(x, y), null, NullFormula(rows: x.rowCount, x: x.rank, y: y.rank).mean)
      }
      for (position, score) in scores.enumerated() {
        pwcca[position, column] = score.0.pwccaYX
        cca[position, column] = score.0.cca
      }
      let shifted = scores.compactMap(\.1)
      let count = Double(shifted.count)
      nulls.append(
        Null(
          formula: scores.reduce(0) { $0 + $1.2 } / Double(scores.count),
          pwcca: shifted.isEmpty ? nil : shifted.reduce(0) { $0 + $1.pwccaYX } / count,
          cca: shifted.isEmpty ? nil : shifted.reduce(0) { $0 + $1.cca } / count))
    }
    self.site = site
    self.steps = steps
    self.pwcca = pwcca
    self.cca = cca
    self.nulls = nulls
  }
}
