import Kernels
@testable import Storage
import TestSupport
import Testing

/// Truncation and flipped bits of every file of a small store.
struct StateStoreDamageTests {
  private let disk = UnsynchronizedFileSystem()

  /// Runs `body` on a store of two snapshots, with its path and its files.
  private func withStore(
    shuffled: Bool = false, _ body: (_ path: String, _ files: [String: [UInt8]]) throws -> Void
  ) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = StateStoreFixture(
        shuffled: shuffled, windows: 2, positions: 2, sites: [SiteDescription(name: "h_l0", units: 3)],
        probes: ["sequence"])
      try fixture.write(path, steps: [0, 1], in: disk)
      try body(path, try StateStoreFixture.files(path))
    }
  }

  /// Whether verification finds fault with `name`; the shards of an open store are looked at alone, which is faster.
  private func isFound(_ path: String, _ name: String, by store: StateStore? = nil) throws -> Bool {
    let isShard = name.hasPrefix("sequence/h_l0/c")
    let findings = try isShard ? store?.shardFindings() : nil
    return try (findings ?? StateStore.verify(path, in: disk)).contains { $0.path == "\(path)/\(name)" }
  }

  @Test(arguments: [false, true])
  func everyTruncationIsFound(shuffled: Bool) throws {
    try withStore(shuffled: shuffled) { path, files in
      let store = try StateStore(opening: path, in: disk)
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        // Documents are long; some lengths of them will do, and the last ones.
        let step = name.hasSuffix("zarr.json") ? 97 : 1
        for length in Set(stride(from: 0, to: bytes.count, by: step)).union([
          bytes.count - 1, bytes.count - 2,
        ]) {
          try disk.create("\(path)/\(name)", Array(bytes[..<length]))
          #expect(try isFound(path, name, by: store), "\(name) cut to \(length) of \(bytes.count)")
        }
        try disk.create("\(path)/\(name)", bytes)
      }
      #expect(try StateStore.verify(path, in: disk) == [])
    }
  }

  @Test(arguments: [false, true])
  func everyFlippedBitIsFound(shuffled: Bool) throws {
    try withStore(shuffled: shuffled) { path, files in
      let store = try StateStore(opening: path, in: disk)
      for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
        let step = name.hasSuffix("zarr.json") ? 309 : 1
        for bit in stride(from: 0, to: 8 * bytes.count, by: step) {
          var damaged = bytes
          damaged[bit / 8] ^= 1 << (bit % 8)
          try disk.create("\(path)/\(name)", damaged)
          #expect(try isFound(path, name, by: store), "\(name), bit \(bit)")
        }
        try disk.create("\(path)/\(name)", bytes)
      }
    }
  }

  @Test(arguments: [false, true])
  func theReaderNeverReturnsOtherNumbers(shuffled: Bool) throws {
    try withStore(shuffled: shuffled) { path, files in
      let name = "sequence/h_l0/c/1/0/0/0"
      let bytes = try #require(files[name])
      let store = try StateStore(opening: path, in: disk)
      let exact = try store.read(probe: "sequence", site: "h_l0", snapshot: 1)
      var refused = 0
      for bit in 0..<(8 * bytes.count) {
        var damaged = bytes
        damaged[bit / 8] ^= 1 << (bit % 8)
        try disk.create("\(path)/\(name)", damaged)
        do {
          #expect(try store.read(probe: "sequence", site: "h_l0", snapshot: 1) == exact, "bit \(bit)")
        } catch StateStoreError.damaged(let file, _) {
          #expect(file == "\(path)/\(name)")
          refused += 1
        }
      }
      // A bit or two of a frame's header may mean nothing.
      #expect(refused > 8 * bytes.count * 9 / 10)
      #expect(throws: Never.self) { try store.read(probe: "sequence", site: "h_l0", snapshot: 0) }
    }
  }

  @Test func aMissingShardIsNamedWithWhatToDo() throws {
    try withStore { path, _ in
      let shard = "\(path)/sequence/h_l0/c/1/0/0/0"
      try disk.removeFile(shard)
      let store = try StateStore(opening: path, in: disk)
      let error = #expect(throws: StateStoreError.self) {
        try store.read(probe: "sequence", site: "h_l0", snapshot: 1)
      }
      #expect(
        error?.description
          == "\(shard) is damaged: the file is missing; restore it from a copy or record the states again")
      #expect(try store.verify() == [StateStoreFinding(path: shard, problem: "the file is missing")])
    }
  }

  @Test func absentChunksStepsOutOfOrderAndOtherSnapshotsAreFound() throws {
    try withStore { path, files in
      let shard = "\(path)/sequence/h_l0/c/1/0/0/0"
      // A chunk marked as absent, in a table with the right checksum.
      var absent = Array(repeating: UInt8(0xFF), count: 16)
      NumberBytes.append([CRC32C.checksum(absent)], to: &absent)
      let size = try #require(files["sequence/h_l0/c/1/0/0/0"]).count
      try disk.create(shard, Array(repeating: 0, count: size - 20) + absent)
      let store = try StateStore(opening: path, in: disk)
      #expect(
        throws: StateStoreError.damaged(path: shard, problem: "inner chunk 0 is absent")
      ) { try store.read(probe: "sequence", site: "h_l0", snapshot: 1) }
      // The shard of another snapshot, whole in itself.
      try disk.create(shard, try #require(files["sequence/h_l0/c/0/0/0/0"]))
      #expect(try isFound(path, "sequence/h_l0/c/1/0/0/0"))
    }
    var catalog = StateStoreCatalog(path: "x", description: StateStoreFixture().description)
    catalog.groups[0].steps = [0, 5, 5, 3]
    let problems = StateStore.orderFindings(catalog).map(\.problem)
    #expect(
      problems == [
        "the steps of 'convergence' do not grow: 5 follows 5",
        "the steps of 'convergence' do not grow: 3 follows 5",
      ])
  }
}
