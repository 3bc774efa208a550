import Storage
import Tensors
import TestSupport

/// A small store whose states are a formula, so that a reader in another language can check them.
struct StateStoreFixture: Sendable {
  var description: StateStoreDescription
  /// The number at (probe, step, site) is replaced by `spike` in window 1, position 0, unit 0.
  var spike: (step: Int, site: String, value: Float)?

  init(
    _ precision: StatePrecision = .float16, shuffled: Bool = false, windows: Int = 7, positions: Int = 3,
    sites: [SiteDescription] = [
      SiteDescription(name: "h_l0", units: 4), SiteDescription(name: "c_l0", units: 4),
      SiteDescription(name: "gates_l0", units: 16),
    ], probes: [String] = ["convergence", "sequence"]
  ) {
    description = StateStoreDescription(
      probes: probes.enumerated().map { index, name in
        let windows = windows + index
        return ProbeDescription(
          name: name, windows: windows, positions: positions,
          tokenIDs: (0..<windows * positions).map { Int32($0 * 7 % 50) },
          tokenOffsets: (0..<windows * positions).map { Int64($0) + 1000 }, split: "valid",
          startState: name == "convergence" ? "carried" : "reset", sites: sites,
          identity: String(repeating: "a", count: 64))
      }, precision: precision, shuffled: shuffled, attributes: ["seed": "7", "dropout": "off"])
  }

  var probes: [ProbeDescription] { description.probes }

  /// The state at one place: thousandths between −1 and 1.
  static func value(probe: Int, step: Int, site: Int, window: Int, position: Int, unit: Int) -> Float {
    let mixed =
      probe * 31 + step * 7919 + site * 613 + window * 104_729 + position * 1_299_709 + unit * 15_485_863
    return Float(mixed % 2001 - 1000) / 1000
  }

  /// The exact states [window, position, unit] of a site.
  func states(probe: Int, step: Int, site: Int) -> Tensor {
    let described = probes[probe]
    let units = described.sites[site].units
    var elements: [Float] = []
    for window in 0..<described.windows {
      for position in 0..<described.positions {
        for unit in 0..<units {
          elements.append(
            Self.value(probe: probe, step: step, site: site, window: window, position: position, unit: unit))
        }
      }
    }
    if let spike, spike.step == step, spike.site == described.sites[site].name {
      elements[described.positions * units] = spike.value
    }
    return Tensor(shape: [described.windows, described.positions, units], elements: elements)
  }

  /// Records one snapshot of every probe, in blocks of `block` windows, sites in turn.
  func record(step: Int, with writer: StateStoreWriter, block: Int = 2) throws {
    for (p, probe) in probes.enumerated() {
      try writer.begin(probe: probe.name, step: step)
      let states = probe.sites.indices.map { self.states(probe: p, step: step, site: $0).elements }
      for start in stride(from: 0, to: probe.windows, by: block) {
        for (s, site) in probe.sites.enumerated() {
          let window = probe.positions * site.units
          let end = min(start + block, probe.windows)
          try writer.append(site: site.name, windows: Array(states[s][start * window..<end * window]))
        }
      }
      try writer.commit()
    }
  }

  func creating(
    _ path: String, in fileSystem: any FileSystem = LocalFileSystem(), effect: StateEffectMeasure? = nil
  )
    throws -> StateStoreWriter
  {
    try StateStoreWriter(
      creating: path, description: description, memoryCeiling: 1 << 20, in: fileSystem, effect: effect)
  }

  func resuming(
    _ path: String, through step: Int, in fileSystem: any FileSystem = LocalFileSystem(),
    effect: StateEffectMeasure? = nil
  ) throws -> StateStoreWriter {
    try StateStoreWriter(
      resuming: path, description: description, keepingStepsThrough: step, memoryCeiling: 1 << 20,
      in: fileSystem, effect: effect)
  }

  /// Writes a store of these steps.
  func write(_ path: String, steps: [Int], in fileSystem: any FileSystem = LocalFileSystem()) throws {
    let writer = try creating(path, in: fileSystem)
    for step in steps { try record(step: step, with: writer) }
    try writer.finish()
  }

  /// Every file below a folder, by its relative path.
  static func files(_ path: String, in fileSystem: any FileSystem = LocalFileSystem()) throws -> [String:
    [UInt8]]
  {
    var files: [String: [UInt8]] = [:]
    func walk(_ folder: String, _ prefix: String) throws {
      for name in try fileSystem.list(folder) {
        let path = Path.join(folder, name)
        if try fileSystem.kind(path) == .folder {
          try walk(path, "\(prefix)\(name)/")
        } else {
          files[prefix + name] = try fileSystem.read(path)
        }
      }
    }
    try walk(path, "")
    return files
  }
}
