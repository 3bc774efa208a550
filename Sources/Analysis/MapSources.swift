import Similarity
import Tensors

/// The representations of one run that a map is made of.
struct MapSources {
  /// The representations of one panel.
  struct Group {
    let labels: [String]
    let rows: [SnapshotRows]
    let windowLength: Int

    /// The group without the representations of those names.
    func without(_ names: [String]) -> Group {
      let kept = rows.indices.filter { !names.contains(rows[$0].name) }
      return Group(labels: kept.map { labels[$0] }, rows: kept.map { rows[$0] }, windowLength: windowLength)
    }
  }

  let probe: RecordedProbe
  let observed: ObservationKind
  /// Sentences about sites that were left out.
  let notes: [String]
  /// The step that is looked at; nil where all are.
  let step: Int?
  /// The names of the panels.
  let panels: [String]
  private let axis: MapAxis
  private let reader: any SnapshotReader
  private let sites: [RecordedProbe.Site]
  private let steps: [Int]
  private let isOther: Bool

  /// Looks for what a question asks for in a run; `isOther` says that messages call it the other one.
  init(
    _ run: any SnapshotReader, _ question: MapAnalysis.Question, sites names: [String]?,
    isOther: Bool = false
  ) throws {
    axis = question.axis
    self.isOther = isOther
    let probeName = question.probe ?? axis.usualProbe(of: run)
    if axis == .positions { _ = try run.sequenceProbe(probeName) }
    let analysed = try AnalysedProbe(run, probe: probeName, sites: names, view: question.view)
    (reader, probe, observed, notes) = (analysed.reader, analysed.probe, analysed.observed, analysed.notes)
    steps = try reader.steps(of: probe, needed: 1)
    let all = analysed.sites
    let hidden = all.filter { SiteLabel($0.name)?.family == "h" }
    sites = names == nil && axis != .sites && !hidden.isEmpty ? hidden : all
    panels = axis == .sites ? ["all"] : sites.map(\.name)
    if axis == .steps {
      step = nil
    } else {
      let wanted = question.step ?? steps[steps.count - 1]
      guard steps.contains(wanted) else {
        throw AnalysisError.noStep(step: wanted, probe: probe.name, available: steps)
      }
      step = wanted
    }
  }

  /// The number of rows of every representation.
  var observations: Int { axis == .positions ? probe.windows : probe.windows * probe.positions }

  /// What messages call the observations.
  var observationName: String { probe.content == .images ? observed.name : "observations" }

  /// The greatest number of units.
  var widest: Int { sites.map(\.units).max() ?? 0 }

  /// The representations of a panel.
  func sources(_ panel: String) -> Group {
    let chosen = sites.filter { axis == .sites || $0.name == panel }
    let snapshots = steps.indices.filter { step == nil || steps[$0] == step }
    func name(_ site: RecordedProbe.Site, _ snapshot: Int) -> String {
      "\(site.name) at step \(steps[snapshot])\(isOther ? " of the other run" : "")"
    }
    var rows: [SnapshotRows] = []
    for site in chosen {
      for snapshot in snapshots {
        let called = name(site, snapshot)
        rows +=
          axis == .positions
          ? SnapshotRows.positions(reader, probe: probe, site: site, snapshot: snapshot, name: called)
          : [SnapshotRows(reader, probe: probe, site: site, snapshot: snapshot, name: called)]
      }
    }
    let labels: [String] =
      switch axis {
      case .steps: snapshots.map { String(steps[$0]) }
      case .sites: chosen.map(\.name)
      case .positions: (0..<probe.positions).map(String.init)
      }
    return Group(labels: labels, rows: rows, windowLength: axis == .positions ? 1 : probe.positions)
  }
}
