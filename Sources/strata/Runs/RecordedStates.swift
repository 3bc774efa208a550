import Analysis
import Similarity
import Storage

/// The recorded states of a run.
struct RecordedStates {
  let store: StateStore
  private let path: String

  /// Opens the states of a run's folder.
  ///
  /// - Throws: `CommandError.badData` if it recorded none, or if the store there is another run's.
  init(of path: String, in files: any FileSystem) throws {
    let run = try RunDirectory(opening: path, in: files)
    let kind = try RunKind(of: run, in: files)
    guard try files.exists(run.statesPath) else {
      throw CommandError.badData(
        "\(path) has no recorded states; train with --snapshots, or record them with 'strata record \(path)'")
    }
    self.path = path
    store = try StateStore(opening: run.statesPath, in: files)
    let expected = try kind.stateAttributes(of: path, in: files)
    if let other = Self.foreignAttribute(of: store, expected: expected) {
      throw CommandError.badData(
        "\(run.statesPath) was recorded from another run: its \(other.name) is \(other.found), not \(other.expected); "
          + "move it away and record this run's states with 'strata record \(path)'")
    }
  }

  /// What a store says of its run that differs from what it should say; nil where it is the run's own.
  static func foreignAttribute(
    of store: StateStore, expected: [String: String]
  ) -> (name: String, found: String, expected: String)? {
    let found = store.description.attributes
    // A folder of texts or images may have moved; its hashes say what it is.
    for (name, expected) in expected.sorted(by: { $0.key < $1.key }) where name != "data" {
      if let value = found[name], value != expected { return (name, value, expected) }
    }
    return nil
  }

  /// A sentence for each site whose rounding moved a measure by more than 0.01, as the store measured it.
  static func roundingWarnings(_ store: StateStore, probe: String) throws -> [String] {
    let steps = try store.steps(probe: probe)
    return try store.sites(probe: probe).compactMap { site in
      let effects = try store.effects(probe: probe, site: site.name)
      func loss(_ index: Int, _ measure: Measure) -> Double { effects[index]?[measure.rawValue] ?? 0 }
      guard let worst = effects.keys.max(by: { (loss($0, .cca), $1) < (loss($1, .cca), $0) }),
        loss(worst, .cca) > 0.01
      else { return nil }
      return
        "\(site.name): storing as \(store.description.precision) lowered its mean CCA with the exact states of step "
        + "\(steps[worst]) to \(ProgressLine.fixed(1 - loss(worst, .cca), digits: 3)) (PWCCA "
        + "\(ProgressLine.fixed(1 - loss(worst, .pwcca), digits: 3))); where that matters, record with --precision lossless"
    }
  }

  /// A site of a probe, and the reader that gives its observations in a view.
  func site(
    _ name: String, probe: String, view: ConvolutionView
  ) throws -> (reader: any SnapshotReader, probe: RecordedProbe, site: RecordedProbe.Site) {
    // The store's own words where there is no such probe or site.
    let known = try store.sites(probe: probe).map(\.name)
    guard known.contains(name) else {
      throw StateStoreError.unknownSite(path: store.path, probe: probe, name: name, available: known)
    }
    let reader = ViewedSnapshots(store, as: view)
    guard let recorded = reader.recordedProbes.first(where: { $0.name == probe }),
      let site = recorded.sites.first(where: { $0.name == name })
    else {
      throw AnalysisError.noMap(sites: [name], probe: probe, view: view)
    }
    return (reader, recorded, site)
  }

  /// Where a step stands among a probe's snapshots.
  func snapshot(_ step: ActivationSource.Step, probe: String) throws -> (index: Int, step: Int) {
    let steps = try store.steps(probe: probe)
    let index: Int?
    switch step {
    case .first: index = steps.isEmpty ? nil : 0
    case .last: index = steps.indices.last
    case .number(let number): index = steps.firstIndex(of: number)
    }
    guard let index else {
      let known = steps.isEmpty ? "none" : steps.map(String.init).joined(separator: ", ")
      throw CommandError.badData("\(path) has no such snapshot of the probe \(probe); its steps are \(known)")
    }
    return (index, steps[index])
  }
}
