public import Similarity
public import Storage
import Tensors

/// What the rows and columns of a map are.
public enum MapAxis: String, Codable, CaseIterable, Sendable {
  /// The recorded steps of a site, a map a site.
  case steps
  /// The sites at a step.
  case sites
  /// The positions of a window of the sequence probe at a step, a map a site.
  case positions

  /// The probe of a run on which such a map is made unless another is named.
  public func usualProbe(of run: any SnapshotReader) -> String {
    self == .positions ? "sequence" : run.usualProbe
  }
}

/// A map of similarities of one run with itself or with another: step × step, site × site or position × position.
public struct MapAnalysis: Sendable {
  /// What a map is made of.
  public struct Question: Sendable {
    /// What the rows and columns are.
    public var axis: MapAxis
    /// The probe; nil for the usual one.
    public var probe: String?
    /// The training step for maps over sites and positions; nil for the last.
    public var step: Int?
    /// How the maps of an image probe become observations.
    public var view = ConvolutionView.spatialMeans
    /// Measures, rule and memory.
    public var options = MapOptions()

    /// Creates a question about the last step.
    public init(over axis: MapAxis) { self.axis = axis }
  }

  /// One map: a site, or "all" for a map over sites, with its scores by every measure asked for.
  public struct Panel: Sendable {
    /// The site.
    public let name: String
    /// The scores by measure.
    public let maps: [Measure: LabelledMatrix]
    /// The greatest of Wachter's law for the pairs.
    public let nullFormula: Double
    /// The greatest similarity with the observations of the last column shifted by half, by measure.
    public let nullShifted: [Measure: Double]
  }

  /// The maps.
  public let panels: [Panel]
  /// One row a cell and measure.
  public let table: ResultTable
  /// What was looked at.
  public let summary: MapSummary

  /// Makes the maps.
  ///
  /// - Parameters:
  ///   - run: the run of the rows.
  ///   - other: the run of the columns; nil for the same.
  ///   - question: what to compare and how.
  ///   - sites: the sites; nil for the hidden states, or for all but gates where the map is over sites.
  /// - Throws: ``AnalysisError`` where a run did not record what is asked for or the runs' probes differ, and
  ///   `SimilarityError` or `StorageError`.
  public init(
    _ run: any SnapshotReader, with other: (any SnapshotReader)? = nil, _ question: Question,
    sites: [String]? = nil
  ) throws {
    let rows = try MapSources(run, question, sites: sites)
    var same = question
    same.probe = rows.probe.name
    let columns = try other.map { try MapSources($0, same, sites: sites, isOther: true) }
    if let other, let columns { try Self.checkInputs(run, other, rows.probe, columns.probe) }
    let names = rows.panels.filter { name in columns?.panels.contains(name) ?? true }
    guard !names.isEmpty else {
      throw AnalysisError.noSite(
        name: rows.panels.first ?? "", probe: rows.probe.name, available: columns?.panels ?? [])
    }
    var notes: [String] = []
    panels = try names.map { name in
      try Self.panel(name, rows.sources(name), columns?.sources(name), question, &notes)
    }
    table = MapTable(panels, observations: rows.observations).table
    func missing(_ panels: [String], in run: String) -> [String] {
      panels.filter { !names.contains($0) }.map { "\($0) was left out: the \(run) run has no such site" }
    }
    summary = MapSummary(
      axis: question.axis, probe: rows.probe.name, observed: rows.observed, observations: rows.observations,
      step: rows.step, otherStep: columns?.step,
      notes: rows.notes + (columns?.notes ?? []).filter { !rows.notes.contains($0) }
        + missing(rows.panels, in: "other") + missing(columns?.panels ?? [], in: "first") + notes
        + Self.warnings(rows, columns))
  }

  private static func warnings(_ rows: MapSources, _ columns: MapSources?) -> [String] {
    let widest = max(rows.widest, columns?.widest ?? 0)
    let advised = SampleSize.advised(units: widest)
    guard rows.observations < advised else { return [] }
    return [
      "\(rows.observations) \(rows.observationName) for \(widest) units are few; use at least \(advised), or read every "
        + "score against its null"
    ]
  }

  private static func checkInputs(
    _ run: any SnapshotReader, _ other: any SnapshotReader, _ probe: RecordedProbe, _ second: RecordedProbe
  ) throws {
    let (a, b) = (try run.identity(of: probe.name), try other.identity(of: probe.name))
    guard a == b, probe.windows == second.windows, probe.positions == second.positions else {
      throw AnalysisError.differentInputs(probe: probe.name)
    }
  }

  /// A panel without the representations in which nothing varies; a sentence for each of them goes to `notes`.
  private static func panel(
    _ name: String, _ rows: MapSources.Group, _ columns: MapSources.Group?, _ question: Question,
    _ notes: inout [String]
  ) throws -> Panel {
    var (rows, columns) = (rows, columns)
    while true {
      do {
        return try panel(name, rows, columns, question)
      } catch let error as SimilarityError {
        guard case .noVariance(let sources) = error else { throw error }
        let left = (rows.without(sources), columns?.without(sources))
        // A map of nothing, or of one representation with itself, would say nothing.
        guard left.0.rows.count > (columns == nil ? 1 : 0), left.1?.rows.isEmpty != true else { throw error }
        notes += sources.map { "\($0) was left out: no unit of it varies" }
        (rows, columns) = left
      }
    }
  }

  private static func panel(
    _ name: String, _ rows: MapSources.Group, _ columns: MapSources.Group?, _ question: Question
  ) throws -> Panel {
    let map = try SimilarityMap(rows.rows, columns: columns?.rows, options: question.options)
    let axis = String(question.axis.rawValue.dropLast())
    let others = columns ?? rows
    func labelled(_ measure: Measure) -> LabelledMatrix? {
      map.matrix(measure).map {
        LabelledMatrix(
          rowAxis: axis, rowLabels: rows.labels, columnAxis: "other_\(axis)", columnLabels: others.labels,
          valueName: measure.rawValue, values: $0)
      }
    }
    return Panel(
      name: name,
      maps: question.options.measures.reduce(into: [:]) { $0[$1] = labelled($1) },
      nullFormula: map.nullFormula.elements.max() ?? 1,
      nullShifted: try shifted(map, windowLength: rows.windowLength, question))
  }

  /// The rows of a map with its last column shifted by half.
  private static func shifted(
    _ map: SimilarityMap, windowLength: Int, _ question: Question
  ) throws -> [Measure: Double] {
    let shifts = CircularShifts(rows: map.observations, windowLength: windowLength, count: 1)
    guard let lag = shifts.lags.first else { return [:] }
    var options = question.options
    // It holds one representation more than the map that fitted.
    options.refusesMore = false
    let null = try SimilarityMap(
      prepared: map.rows, columns: Array(map.columns.suffix(1)), lag: lag, options: options)
    return question.options.measures.reduce(into: [:]) { $0[$1] = null.matrix($1)?.elements.max() }
  }
}

/// What a map analysis looked at.
public struct MapSummary: Codable, Equatable, Sendable {
  /// What the rows and columns are.
  public let axis: MapAxis
  /// The probe.
  public let probe: String
  /// What the observations are.
  public let observed: ObservationKind
  /// The number of observations.
  public let observations: Int
  /// The step of the rows; nil where the steps are the rows.
  public let step: Int?
  /// The step of the columns of another run.
  public let otherStep: Int?
  /// What a reader must know.
  public let notes: [String]
}

/// The rows of a map's table.
struct MapTable {
  private(set) var table = ResultTable(columns: [
    .string("panel", description: "the site, or all"), .string("row"), .string("column"),
    .string("measure", description: "PWCCA with the weights of the column"), .double("similarity"),
    .double("null_formula", description: "greatest mean correlation of independent rows, Wachter's law"),
    .double("null_shifted", description: "greatest with the last column's rows shifted by half"),
    .int("observations"),
  ])

  init(_ panels: [MapAnalysis.Panel], observations: Int) {
    for panel in panels {
      for measure in MeasuredPair.measures {
        guard let map = panel.maps[measure] else { continue }
        let hasFormula = measure == .cca || measure == .pwcca
        for i in map.rowLabels.indices {
          for j in map.columnLabels.indices {
            table.append([
              .string(panel.name), .string(map.rowLabels[i]), .string(map.columnLabels[j]),
              .string(measure.rawValue), .init(map[i, j]),
              .init(hasFormula ? panel.nullFormula : nil), .init(panel.nullShifted[measure]),
              .int(observations),
            ])
          }
        }
      }
    }
  }
}
