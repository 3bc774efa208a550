import Analysis
import Storage
import Tensors
import TestSupport

/// Snapshots of a network on images made by a formula: maps, means, dense sites and logits that move to their end.
enum MadeImages {
  /// The sites in the order of the network, each with how fast it goes; the order is not that of the alphabet.
  static let sites: [(site: RecordedProbe.Site, halfway: Double)] = [
    (RecordedProbe.Site(name: "conv_l0", units: 5, rows: 6, columns: 8), 4),
    (RecordedProbe.Site(name: "block_l0", units: 5), 4),
    (RecordedProbe.Site(name: "conv_l1", units: 6, rows: 4, columns: 4), 12),
    (RecordedProbe.Site(name: "pool_l0", units: 6, rows: 2, columns: 2), 12),
    (RecordedProbe.Site(name: "dense_l0", units: 7), 40), (RecordedProbe.Site(name: "logits", units: 4), 40),
  ]

  /// A run of those sites at some steps.
  static func run(images: Int = 600, steps: [Int] = [0, 1, 4, 16, 32, 128], seed: UInt64 = 5) -> MadeSnapshots
  {
    let probe = RecordedProbe(
      name: "images", windows: images, positions: 1, sites: sites.map(\.site), content: .images)
    return MadeSnapshots(recordedProbes: [probe], steps: steps) { _, name, step in
      guard let (site, halfway) = sites.first(where: { $0.site.name == name }) else {
        return Tensor(shape: [0, 0, 0])
      }
      let positions = (site.rows ?? 1) * (site.columns ?? 1)
      let key = RandomKey(seed: seed).child(name)
      let g = step == 128 ? 1 : Double(step) / (Double(step) + halfway)
      // A part of the whole image and a part of its own at each position.
      func numbers(_ key: RandomKey) -> [Double] {
        let whole = key.child("whole").normals(images * site.units)
        let own = key.child("own").normals(images * positions * site.units)
        return own.indices.map { index in
          let (image, unit) = (index / (positions * site.units), index % site.units)
          return whole[image * site.units + unit] + own[index]
        }
      }
      let (start, end) = (numbers(key.child("start")), numbers(key.child("end")))
      return Tensor(
        shape: [images, positions, site.units],
        elements: zip(start, end).map { Float((1 - g) * $0 + g * $1) })
    }
  }

  /// Records a run into a store.
  static func record(_ run: MadeSnapshots, to path: String) throws -> StateStore {
    let probe = run.recordedProbes[0]
    let description = ProbeDescription(
      sampleIndices: (0..<probe.windows).map(Int64.init), labels: (0..<probe.windows).map { Int32($0 % 10) },
      split: "test",
      sites: probe.sites.map {
        SiteDescription(name: $0.name, units: $0.units, rows: $0.rows, columns: $0.columns)
      },
      identity: String(repeating: "c", count: 64))
    let writer = try StateStoreWriter(
      creating: path, description: StateStoreDescription(probes: [description], precision: .lossless),
      memoryCeiling: 1 << 24, in: UnsynchronizedFileSystem())
    for (snapshot, step) in run.steps.enumerated() {
      try writer.begin(probe: probe.name, step: step)
      for site in probe.sites {
        let made = try run.activations(probe: probe.name, site: site.name, snapshot: snapshot)
        try writer.append(site: site.name, windows: made.elements)
      }
      try writer.commit()
    }
    try writer.finish()
    return try StateStore(opening: path, in: LocalFileSystem())
  }

  /// The mean of each map in Float64: images × units.
  static func means(_ tensor: Tensor) -> Matrix<Double> {
    let (images, positions, units) = (tensor.shape[0], tensor.shape[1], tensor.shape[2])
    var means = Matrix<Double>(rows: images, columns: units)
    for image in 0..<images {
      for unit in 0..<units {
        let values = (0..<positions).map { Double(tensor.elements[(image * positions + $0) * units + unit]) }
        means[image, unit] = values.reduce(0, +) / Double(positions)
      }
    }
    return means
  }
}
