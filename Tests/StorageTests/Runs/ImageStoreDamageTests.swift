@testable import Storage
import TestSupport
import Testing

/// Truncation and flipped bits of every file of a small store of an image probe, and stops at every operation.
struct ImageStoreDamageTests {
  private let disk = UnsynchronizedFileSystem()
  private static let sites = [
    SiteDescription(name: "conv_l0", units: 3, rows: 2, columns: 2),
    SiteDescription(name: "dense_l0", units: 3),
  ]

  private func withStore(
    shuffled: Bool, _ body: (_ path: String, _ files: [String: [UInt8]]) throws -> Void
  ) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = ImageStoreFixture(shuffled: shuffled, samples: 2, sites: Self.sites)
      try fixture.write(path, steps: [0, 1], in: disk)
      try body(path, try StateStoreFixture.files(path))
    }
  }

  /// Whether verification finds fault with `name`; the shards of an open store are looked at alone, which is faster.
  private func isFound(_ path: String, _ name: String, by store: StateStore) throws -> Bool {
    let isShard = name.contains("_l0/c/")
    let findings = try isShard ? store.shardFindings() : StateStore.verify(path, in: disk)
    return findings.contains { $0.path == "\(path)/\(name)" }
  }

  @Test(arguments: [false, true]) func everyDamageIsFound(shuffled: Bool) throws {
    try withStore(shuffled: shuffled) { path, files in
      #expect(
        files.keys.filter { !$0.hasSuffix("zarr.json") }.sorted() == [
          "images/conv_l0/c/0/0/0/0/0", "images/conv_l0/c/1/0/0/0/0", "images/dense_l0/c/0/0/0",
          "images/dense_l0/c/1/0/0", "images/label/c/0", "images/sample_index/c/0",
          "images/snapshot_step/c/0",
          "images/snapshot_step/c/1",
        ])
      let store = try StateStore(opening: path, in: disk)
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        // Documents are long; some places of them will do.
        let isDocument = name.hasSuffix("zarr.json")
        for bit in stride(from: 0, to: 8 * bytes.count, by: isDocument ? 309 : 1) {
          var damaged = bytes
          damaged[bit / 8] ^= 1 << (bit % 8)
          try disk.create("\(path)/\(name)", damaged)
          #expect(try isFound(path, name, by: store), "\(name), bit \(bit)")
        }
        for length in stride(from: 0, to: bytes.count, by: isDocument ? 97 : 1) {
          try disk.create("\(path)/\(name)", Array(bytes[..<length]))
          #expect(try isFound(path, name, by: store), "\(name) cut to \(length) of \(bytes.count)")
        }
        try disk.removeFile("\(path)/\(name)")
        let isFoundMissing = try name == "zarr.json" || isFound(path, name, by: store)
        #expect(isFoundMissing, "\(name) missing")
        try disk.create("\(path)/\(name)", bytes)
      }
      #expect(try StateStore.verify(path, in: disk) == [])
    }
  }

  @Test func aStopAtAnyOperationCanBeGoneOnFrom() throws {
    var fixture = ImageStoreFixture(samples: 2, sites: Self.sites)
    // From step 2 on the maps do not fit a half.
    fixture.spike = (step: 2, site: "conv_l0", value: 70_000)
    let whole = try TemporaryDirectory.with { folder in
      try fixture.write("\(folder)/x", steps: [0, 1, 2], in: disk)
      return try StateStoreFixture.files("\(folder)/x")
    }
    var stops = 0
    for failing in 1... {
      let hasFailed = try TemporaryDirectory.with { folder in
        let path = "\(folder)/x"
        let faulty = FaultyFileSystem(
          disk, failing: failing, with: .shortWrite(FaultyFileSystem.inputOutput), forever: true)
        var failure: (any Error)?
        do { try fixture.write(path, steps: [0, 1, 2], in: faulty) } catch { failure = error }
        #expect((failure != nil) == faulty.hasFailed, "operation \(failing)")
        let hasRoot = try disk.exists("\(path)/zarr.json")
        if hasRoot { #expect(try StateStore(opening: path, in: disk).verify() == [], "operation \(failing)") }
        // Going on takes as long as the rest of the run; some of the stops will do.
        guard failing % 9 == 0 || failure == nil else { return true }
        let writer =
          try hasRoot ? fixture.resuming(path, through: 9, in: disk) : fixture.creating(path, in: disk)
        for step in [0, 1, 2] where step > (writer.steps(probe: "images").last ?? -1) {
          try fixture.record(step: step, with: writer)
        }
        try writer.finish()
        let files = try StateStoreFixture.files(path)
        #expect(files == whole, "operation \(failing)")
        return faulty.hasFailed
      }
      guard hasFailed else { break }
      stops = failing
    }
    #expect(stops > 80)
  }
}
