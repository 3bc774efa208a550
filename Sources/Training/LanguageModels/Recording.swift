public import Corpora
public import Networks
public import Storage

/// The probes of a run with their sites, and when each is due.
public struct Recording: Sendable {
  /// One probe and what is read on it.
  public struct Item: Sendable {
    /// The tokens.
    public let probe: Probe
    /// What is read.
    public let sites: [Site]
  }

  /// What is recorded.
  public let items: [Item]
  /// When, and how it is stored.
  public let plan: RecordingPlan
  private let model: LanguageModelConfiguration

  /// Cuts the probes that a plan asks for out of a corpus.
  ///
  /// - Throws: `NetworksError.unknownSite`, or a corpus error when the text is too short.
  public init(_ plan: RecordingPlan, model: LanguageModelConfiguration, corpus: TextCorpus) throws {
    self.plan = plan
    self.model = model
    let states = model.stateSites
    let named = try model.sites(named: plan.sites)
    let probe = try Probe.convergence(
      from: corpus, tokens: plan.convergenceTokens, windowLength: plan.convergencePositions)
    var items = [Item(probe: probe, sites: named.isEmpty ? states : named)]
    if plan.sequenceSchedule != nil {
      let named = try model.sites(named: plan.sequenceSites)
      let sites = named.isEmpty ? states.filter { $0.kind == .hidden } : named
      let windows = plan.sequenceWindowsPerUnit * (sites.map(model.units(of:)).max() ?? 1)
      var probes = [
        try Probe.sequence(from: corpus, windows: windows, positions: plan.sequencePositions),
        try Probe.sequenceReset(from: corpus, windows: windows, positions: plan.sequencePositions),
      ]
      if plan.repeatedTokens {
        for start in RepeatedToken.allCases {
          probes.append(try Probe.repeated(start, from: corpus, windows: windows))
        }
      }
      items += probes.map { Item(probe: $0, sites: sites) }
    }
    self.items = items
  }

  /// A sentence for each probe that the text is too short for.
  public var warnings: [String] {
    items.map(\.probe).filter { $0.windows < $0.windowsWanted }.map { probe in
      "the probe '\(probe.name)' has \(probe.windows) windows instead of \(probe.windowsWanted), because the "
        + "\(probe.split.rawValue) text is no longer; give a longer text for firmer similarities"
    }
  }

  /// What the state store holds of each probe.
  public var descriptions: [ProbeDescription] {
    items.map { item in
      let probe = item.probe
      return ProbeDescription(
        name: probe.name, windows: probe.windows, positions: probe.positions, tokenIDs: probe.tokenIDs,
        tokenOffsets: probe.tokenOffsets, split: probe.split.rawValue, startState: probe.startState.rawValue,
        sites: item.sites.map { SiteDescription(name: $0.name, units: model.units(of: $0)) },
        identity: probe.identity)
    }
  }

  /// The steps of all snapshots, ascending, each as often as there are probes due.
  func steps(epochs: EpochSteps, lastStep: Int) -> [Int] {
    items.flatMap { schedule(of: $0)?.steps(epochs: epochs, lastStep: lastStep) ?? [] }.sorted()
  }

  /// When a probe is recorded.
  func schedule(of item: Item) -> SnapshotSchedule? {
    item.probe.name == "convergence" ? plan.schedule : plan.sequenceSchedule
  }

  /// What is to be recorded at a step.
  public func due(step: Int, epochs: EpochSteps, lastStep: Int) -> [Item] {
    items.filter { item in
      schedule(of: item)?.contains(step: step, epochs: epochs, lastStep: lastStep) ?? false
    }
  }
}
