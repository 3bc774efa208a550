public import Storage
public import Tensors

extension StateStore: SnapshotReader {
  /// The probes that the store holds.
  public var recordedProbes: [RecordedProbe] {
    probes.map { probe in
      RecordedProbe(
        name: probe.name, windows: probe.windows, positions: probe.positions,
        sites: probe.sites.map {
          RecordedProbe.Site(name: $0.name, units: $0.units, rows: $0.rows, columns: $0.columns)
        }, content: probe.content.isImages ? .images : .tokens)
    }
  }

  /// The training steps of a probe's snapshots, ascending.
  public func snapshotSteps(of probe: String) throws -> [Int] { try steps(probe: probe) }

  /// One snapshot of a site, [window, position, unit].
  public func activations(probe: String, site: String, snapshot: Int) throws -> Tensor {
    try read(probe: probe, site: site, snapshot: snapshot)
  }

  /// Some windows of one snapshot of a site, [window, position, unit].
  public func activations(
    probe: String, site: String, snapshot: Int, windows: Range<Int>
  ) throws -> Tensor {
    try read(probe: probe, site: site, snapshot: snapshot, windows: windows)
  }

  /// The SHA-256 of a probe's tokens or images, their places, split and start state.
  public func identity(of probe: String) throws -> String? {
    probes.first { $0.name == probe }?.identity
  }
}
