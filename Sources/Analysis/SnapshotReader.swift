public import Tensors

/// What the analyses read: activations on probes at several training steps.
///
/// A stored run answers through its state store; anything else that can, is analysed alike.
public protocol SnapshotReader: Sendable {
  /// The probes that were recorded.
  var recordedProbes: [RecordedProbe] { get }
  /// The training steps of a probe's snapshots, ascending.
  func snapshotSteps(of probe: String) throws -> [Int]
  /// One snapshot of a site, [window, position, unit]; the windows follow each other in time.
  func activations(probe: String, site: String, snapshot: Int) throws -> Tensor
  /// Some windows of one snapshot of a site, [window, position, unit], for reading in parts.
  func activations(probe: String, site: String, snapshot: Int, windows: Range<Int>) throws -> Tensor
  /// What a probe is, as a hash of its tokens, their places, split and start state; nil where that is not known.
  func identity(of probe: String) throws -> String?
}

extension SnapshotReader {
  /// Cuts the windows out of the whole snapshot.
  public func activations(
    probe: String, site: String, snapshot: Int, windows: Range<Int>
  ) throws -> Tensor {
    let whole = try activations(probe: probe, site: site, snapshot: snapshot)
    let window = whole.shape.dropFirst().reduce(1, *)
    return Tensor(
      shape: [windows.count] + whole.shape.dropFirst(),
      elements: Array(whole.elements[windows.lowerBound * window..<windows.upperBound * window]))
  }

  /// Nil: not known.
  public func identity(of probe: String) throws -> String? { nil }
}

/// The shape of a recorded probe.
public struct RecordedProbe: Equatable, Sendable {
  /// The name, such as `convergence`.
  public let name: String
  /// The number of windows.
  public let windows: Int
  /// The number of positions in a window.
  public let positions: Int
  /// The sites that were read.
  public let sites: [Site]

  /// A recorded site.
  public struct Site: Equatable, Sendable {
    /// The name, such as `h_l0`.
    public let name: String
    /// The number of units.
    public let units: Int

    /// Creates a site.
    public init(name: String, units: Int) {
      self.name = name
      self.units = units
    }
  }

  /// Creates a probe's shape.
  public init(name: String, windows: Int, positions: Int, sites: [Site]) {
    self.name = name
    self.windows = windows
    self.positions = positions
    self.sites = sites
  }
}

extension SnapshotReader {
  /// The probe of that name.
  func probe(_ name: String) throws(AnalysisError) -> RecordedProbe {
    guard let probe = recordedProbes.first(where: { $0.name == name }) else {
      throw .noProbe(name: name, available: recordedProbes.map(\.name))
    }
    return probe
  }

  /// The steps of a probe, of which there must be at least `needed`.
  func steps(of probe: RecordedProbe, needed: Int) throws -> [Int] {
    let steps = try snapshotSteps(of: probe.name)
    guard steps.count >= needed else {
      throw AnalysisError.tooFewSnapshots(probe: probe.name, count: steps.count, needed: needed)
    }
    return steps
  }
}

extension RecordedProbe {
  /// The sites of the given names, or for nil all of hidden and cell states, without the gates.
  func sites(_ names: [String]?) throws(AnalysisError) -> [Site] {
    guard let names else {
      let states = sites.filter { SiteLabel($0.name)?.family != "gates" }
      return states.isEmpty ? sites : states
    }
    var chosen: [Site] = []
    for name in names {
      guard let site = sites.first(where: { $0.name == name }) else {
        throw .noSite(name: name, probe: self.name, available: sites.map(\.name))
      }
      if !chosen.contains(site) { chosen.append(site) }
    }
    return chosen
  }
}

/// A site's name taken apart: `h_l0` is layer 0 of the family `h`.
struct SiteLabel: Equatable {
  let family: String
  let layer: Int

  init?(_ name: String) {
    guard let mark = name.lastIndex(of: "_"), name[name.index(after: mark)...].hasPrefix("l"),
      let layer = Int(name[name.index(mark, offsetBy: 2)...])
    else { return nil }
    family = String(name[..<mark])
    self.layer = layer
  }
}
