/// What an analysis looks at: a probe of a run, its maps in the view that was asked for, and the chosen sites.
struct AnalysedProbe {
  let reader: any SnapshotReader
  let probe: RecordedProbe
  let sites: [RecordedProbe.Site]
  let observed: ObservationKind
  /// A sentence where sites were left out because they have no observations in the view.
  let notes: [String]

  /// Finds the probe, nil for the usual one, and the sites, nil for all but gates.
  init(_ run: any SnapshotReader, probe name: String?, sites names: [String]?, view: ConvolutionView)
    throws(AnalysisError)
  {
    let name = name ?? run.usualProbe
    let recorded = try run.probe(name)
    guard recorded.content == .images else {
      (reader, probe, sites) = (run, recorded, try recorded.sites(names))
      observed = ObservationKind(content: .tokens, view: nil)
      notes = []
      return
    }
    let viewed = ViewedSnapshots(run, as: view)
    let wanted = try recorded.sites(names)
    let missing = wanted.filter { !viewed.hasObservations($0) }.map(\.name)
    if missing.count == wanted.count || (names != nil && !missing.isEmpty) {
      throw .noMap(sites: missing, probe: name, view: view)
    }
    (reader, probe) = (viewed, try viewed.probe(name))
    sites = try probe.sites(wanted.map(\.name).filter { !missing.contains($0) })
    observed = ObservationKind(content: .images, view: view)
    notes = Self.note(missing, view).map { [$0] } ?? []
  }

  private static func note(_ missing: [String], _ view: ConvolutionView) -> String? {
    guard case .positions(let side) = view, !missing.isEmpty else { return nil }
    let have = missing.count == 1 ? "was left out: it has" : "were left out: they have"
    return "\(missing.joined(separator: ", ")) \(have) no maps of \(side) × \(side) positions or more"
  }
}

extension SnapshotReader {
  /// The probe that analyses over training take unless another is named: `convergence`, or the first image probe of a
  /// run that has no such probe.
  public var usualProbe: String {
    let probes = recordedProbes
    if probes.contains(where: { $0.name == "convergence" }) { return "convergence" }
    return probes.first { $0.content == .images }?.name ?? "convergence"
  }

  /// The probe `sequence`.
  ///
  /// - Throws: ``AnalysisError/noSequence(probe:)`` for a run on images.
  func sequenceProbe(_ name: String = "sequence") throws(AnalysisError) -> RecordedProbe {
    let found = recordedProbes.first { $0.name == name }
    if let found, found.content == .tokens { return found }
    if let images = found ?? recordedProbes.first(where: { $0.content == .images }) {
      throw .noSequence(probe: images.name)
    }
    return try probe(name)
  }
}
