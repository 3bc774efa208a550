import Analysis
import Tensors

/// Snapshots made by a formula instead of a network, with known relations.
struct MadeSnapshots: SnapshotReader {
  let recordedProbes: [RecordedProbe]
  let steps: [Int]
  let make: @Sendable (_ probe: String, _ site: String, _ step: Int) -> Tensor

  func snapshotSteps(of probe: String) -> [Int] { steps }

  func activations(probe: String, site: String, snapshot: Int) throws -> Tensor {
    make(probe, site, steps[snapshot])
  }

  /// A probe with sites of `units` units.
  static func probe(_ name: String, windows: Int, positions: Int, sites: [String], units: Int)
    -> RecordedProbe
  {
    RecordedProbe(
      name: name, windows: windows, positions: positions,
      sites: sites.map { RecordedProbe.Site(name: $0, units: units) })
  }

  /// Standard normal numbers of a shape.
  static func normals(_ key: RandomKey, _ shape: [Int]) -> [Double] { key.normals(shape.reduce(1, *)) }

  /// A running text: each row is `memory` times the one before plus new noise of matching variance.
  static func autoregressive(_ key: RandomKey, rows: Int, units: Int, memory: Double) -> [Double] {
    var values = key.normals(rows * units)
    let fresh = (1 - memory * memory).squareRoot()
    for i in units..<rows * units { values[i] = memory * values[i - units] + fresh * values[i] }
    return values
  }
}

extension MadeSnapshots {
  /// Two layers that move from random states to their final ones, each at its own speed.
  ///
  /// At step t a layer is (1 − g)·(its start) + g·(its end), with g = t/(t + halfway).
  static func training(
    halfway: [String: Double], steps: [Int] = [0, 1, 2, 4, 8, 16, 32, 64, 128], windows: Int = 60,
    units: Int = 6
  ) -> MadeSnapshots {
    let positions = 10
    let shape = [windows, positions, units]
    let probe = probe(
      "convergence", windows: windows, positions: positions, sites: halfway.keys.sorted(), units: units)
    return MadeSnapshots(recordedProbes: [probe], steps: steps) { _, site, step in
      let key = RandomKey(seed: 3).child(site)
      let speed = halfway[site] ?? 1
      let start = normals(key.child("start"), shape)
      let end = normals(key.child("end"), shape)
      let g = step == 128 ? 1 : Double(step) / (Double(step) + speed)
      return Tensor(shape: shape, elements: zip(start, end).map { Float((1 - g) * $0 + g * $1) })
    }
  }
}
