import Analysis
import Storage
import Tensors
import TestSupport
import Testing

/// The analyses on a state store on disk, against the same snapshots in memory.
struct StateStoreReadingTests {
  @Test func aStoredRunIsAnalysedLikeOneInMemory() throws {
    let made = MadeSnapshots.training(halfway: ["h_l0": 4, "h_l1": 40], steps: [0, 8, 128])
    let folder = try TemporaryDirectory()
    let shape = made.recordedProbes[0]
    let tokens = shape.windows * shape.positions
    let description = StateStoreDescription(
      probes: [
        ProbeDescription(
          name: shape.name, windows: shape.windows, positions: shape.positions,
          tokenIDs: [Int32](repeating: 1, count: tokens), tokenOffsets: (0..<tokens).map(Int64.init),
          split: "valid",
          startState: "carried", sites: shape.sites.map { SiteDescription(name: $0.name, units: $0.units) },
          identity: String(repeating: "a", count: 64))
      ], precision: .lossless)
    let writer = try StateStoreWriter(
      creating: folder.file("states.zarr"), description: description, memoryCeiling: 1 << 24,
      in: LocalFileSystem(),
      effect: nil)
    for (snapshot, step) in made.steps.enumerated() {
      try writer.begin(probe: shape.name, step: step)
      for site in shape.sites {
        let states = try made.activations(probe: shape.name, site: site.name, snapshot: snapshot)
        try writer.append(site: site.name, windows: states.elements)
      }
      try writer.commit()
    }
    try writer.finish()

    let store = try StateStore(opening: folder.file("states.zarr"), in: LocalFileSystem())
    #expect(store.recordedProbes == made.recordedProbes)
    let options = AnalysisOptions(key: RandomKey(seed: 1))
    let stored = try ConvergenceAnalysis(store, options: options)
    let inMemory = try ConvergenceAnalysis(made, options: options)
    #expect(stored.table == inMemory.table)
    #expect(stored.summary == inMemory.summary)
  }
}
