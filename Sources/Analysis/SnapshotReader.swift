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
  ///
  /// Of an image probe it is [image, position, unit]: one position, or the rows · columns positions of a map, row by row.
  func activations(probe: String, site: String, snapshot: Int) throws -> Tensor
  /// Some windows of one snapshot of a site, [window, position, unit], for reading in parts.
  func activations(probe: String, site: String, snapshot: Int, windows: Range<Int>) throws -> Tensor
  /// What a probe is, as a hash of its tokens or images, their places, split and start state; nil where that is not known.
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
