import Storage
import Tensors
import TestSupport

/// A small store of an image probe whose activations are the formula of ``StateStoreFixture``, with maps, spatial means
/// and dense sites.
struct ImageStoreFixture: Sendable {
  var description: StateStoreDescription
  /// The number at (step, site) is replaced by `spike` in sample 1, position 0, unit 0.
  var spike: (step: Int, site: String, value: Float)?

  static let sites = [
    SiteDescription(name: "conv_l0", units: 3, rows: 4, columns: 5),
    SiteDescription(name: "block_l0", units: 3),
    SiteDescription(name: "conv_l1", units: 4, rows: 2, columns: 5),
    SiteDescription(name: "dense_l0", units: 6),
    SiteDescription(name: "logits", units: 3),
  ]

  init(
    _ precision: StatePrecision = .float16, shuffled: Bool = false, samples: Int = 7,
    sites: [SiteDescription] = Self.sites
  ) {
    description = StateStoreDescription(
      probes: [
        ProbeDescription(
          sampleIndices: (0..<samples).map { Int64($0 * 13 + 5) },
          labels: (0..<samples).map { Int32($0 * 7 % 10) }, split: "test", sites: sites,
          identity: String(repeating: "b", count: 64))
      ], precision: precision, shuffled: shuffled, attributes: ["seed": "7", "dropout": "off"])
  }

  var probe: ProbeDescription { description.probes[0] }

  /// The exact activations of a site in the order of networks: [sample, position, unit].
  func activations(step: Int, site: Int) -> Tensor {
    let (described, samples) = (probe.sites[site], probe.samples)
    var elements: [Float] = []
    elements.reserveCapacity(samples * described.positions * described.units)
    for sample in 0..<samples {
      for position in 0..<described.positions {
        for unit in 0..<described.units {
          elements.append(
            StateStoreFixture.value(
              probe: 0, step: step, site: site, window: sample, position: position, unit: unit))
        }
      }
    }
    if let spike, spike.step == step, spike.site == described.name {
      elements[described.positions * described.units] = spike.value
    }
    return Tensor(shape: [samples, described.positions, described.units], elements: elements)
  }

  /// Records one snapshot in blocks of `block` samples, sites in turn.
  func record(step: Int, with writer: StateStoreWriter, block: Int = 2) throws {
    try writer.begin(probe: probe.name, step: step)
    let activations = probe.sites.indices.map { self.activations(step: step, site: $0).elements }
    for start in stride(from: 0, to: probe.samples, by: block) {
      for (s, site) in probe.sites.enumerated() {
        let sample = site.positions * site.units
        let end = min(start + block, probe.samples)
        try writer.append(site: site.name, windows: Array(activations[s][start * sample..<end * sample]))
      }
    }
    try writer.commit()
  }

  func creating(
    _ path: String, in fileSystem: any FileSystem = LocalFileSystem(), effect: StateEffectMeasure? = nil
  ) throws -> StateStoreWriter {
    try StateStoreWriter(
      creating: path, description: description, memoryCeiling: 1 << 20, in: fileSystem, effect: effect)
  }

  func resuming(_ path: String, through step: Int, in fileSystem: any FileSystem = LocalFileSystem()) throws
    -> StateStoreWriter
  {
    try StateStoreWriter(
      resuming: path, description: description, keepingStepsThrough: step, memoryCeiling: 1 << 20,
      in: fileSystem)
  }

  /// Writes a store of these steps.
  func write(_ path: String, steps: [Int], in fileSystem: any FileSystem = LocalFileSystem()) throws {
    let writer = try creating(path, in: fileSystem)
    for step in steps { try record(step: step, with: writer) }
    try writer.finish()
  }
}
