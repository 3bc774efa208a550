@testable import Storage
import Synchronization
import Tensors
import TestSupport
import Testing

struct StateStoreWriterTests {
  private let files = LocalFileSystem()

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNotFiniteIsNamedAndNothingIsLost(value: Float) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      var fixture = StateStoreFixture()
      fixture.spike = (step: 8, site: "c_l0", value: value)
      let writer = try fixture.creating(path)
      try fixture.record(step: 0, with: writer)
      let expected = StateStoreError.nonfinite(
        probe: "convergence", site: "c_l0", snapshot: 1, step: 8, window: 1, position: 0, unit: 0,
        value: "\(value)")
      #expect(throws: expected) {
        try fixture.record(step: 8, with: writer)
        try writer.flush()
      }
      #expect(throws: expected) { try writer.begin(probe: "sequence", step: 9) }
      #expect(throws: expected) { try writer.finish() }
      let store = try StateStore(opening: path, in: files)
      #expect(try store.steps(probe: "convergence") == [0])
      #expect(try store.verify() == [])
      let names = try StateStoreFixture.files(path).keys
      #expect(names.allSatisfy { !$0.contains("partial") })
    }
  }

  @Test func aNumberTooLargeForAHalfWidensItsArray() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      // Windows of 1 MiB, so that the spike's chunk follows one that is written already.
      var fixture = StateStoreFixture(
        windows: 3, positions: 2, sites: [SiteDescription(name: "h_l0", units: 131_072)], probes: ["sequence"]
      )
      fixture.spike = (step: 4, site: "h_l0", value: -65_520)
      try fixture.write(path, steps: [0, 1, 4, 5])
      let store = try StateStore(opening: path, in: files)
      #expect(try store.widenedSnapshot(probe: "sequence", site: "h_l0") == 2)
      let exact = [0, 1, 4, 5].map { fixture.states(probe: 0, step: $0, site: 0).elements }
      let read = try (0..<4).map { try store.read(probe: "sequence", site: "h_l0", snapshot: $0).elements }
      let half = exact.map { $0.map { Float(Float16($0)) } }
      #expect(read[0] == half[0])
      #expect(read[1] == half[1])
      // The window before the spike was in half precision already; all from the spike on is exact.
      let window = 2 * 131_072
      #expect(read[2] == Array(half[2][..<window] + exact[2][window...]))
      #expect(read[3] == exact[3])
      #expect(try store.greatestErrors(probe: "sequence", site: "h_l0")[3] == 0)
      #expect(try store.verify() == [])
      let names = try files.list("\(path)/sequence/h_l0")
      #expect(names == ["c.0.0.0.0", "c.1.0.0.0", "c.2.0.0.0", "c.3.0.0.0", "zarr.json"])
    }
  }

  @Test func theEffectIsMeasuredOnSnapshots0And1And2And4() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = StateStoreFixture(windows: 2100, positions: 3, probes: ["sequence"])
      let writer = try fixture.creating(path) { exact, stored in
        #expect(exact.rows == 1050 * 3 && stored.rows == exact.rows)
        #expect(stored.elements == exact.elements.map { Float(Float16($0)) })
        return ["first": Double(exact[0, 0]), "fourth": Double(exact[3, 0]), "units": Double(exact.columns)]
      }
      for step in 0..<6 { try fixture.record(step: step, with: writer, block: 700) }
      try writer.finish()
      let effects = try StateStore(opening: path, in: files).effects(probe: "sequence", site: "h_l0")
      #expect(effects.keys.sorted() == [0, 1, 2, 4])
      for (snapshot, values) in effects {
        let exact = fixture.states(probe: 0, step: snapshot, site: 0).elements
        // Every second window is a row group of the sample: the fourth row begins window 2.
        #expect(values == ["first": Double(exact[0]), "fourth": Double(exact[2 * 12]), "units": 4])
      }
    }
  }

  @Test func anEffectThatFailsIsNotedAndRecordingGoesOn() throws {
    struct TooFew: Error, CustomStringConvertible { let description = "too few rows" }
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = StateStoreFixture()
      let writer = try fixture.creating(path) { exact, _ in
        if exact.columns == 16 { return ["change": .nan] }
        throw TooFew()
      }
      try fixture.record(step: 0, with: writer)
      try writer.finish()
      #expect(try StateStore(opening: path, in: files).verify() == [])
      let root = String(decoding: try files.read("\(path)/zarr.json"), as: UTF8.self)
      #expect(root.contains("\"failure\" : \"too few rows\""))
      #expect(root.contains("\"failure\" : \"change is not finite\""))
    }
  }

  @Test func theSizeOfBlocksDoesNotMatter() throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture()
      for block in [1, 3, 100] {
        let writer = try fixture.creating("\(folder)/\(block)")
        for step in [0, 1] { try fixture.record(step: step, with: writer, block: block) }
        try writer.finish()
      }
      let first = try StateStoreFixture.files("\(folder)/1")
      #expect(try StateStoreFixture.files("\(folder)/3") == first)
      #expect(try StateStoreFixture.files("\(folder)/100") == first)
    }
  }

  @Test func callsOutOfOrderAreRefused() throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture()
      let path = "\(folder)/states.zarr"
      let writer = try fixture.creating(path)
      #expect(throws: StateStoreError.self) { try writer.commit() }
      #expect(throws: StateStoreError.self) { try writer.append(site: "h_l0", windows: []) }
      try fixture.record(step: 4, with: writer)
      #expect(throws: StateStoreError.stepOrder(probe: "sequence", step: 4, last: 4)) {
        try writer.begin(probe: "sequence", step: 4)
      }
      #expect(
        throws: StateStoreError.unknownProbe(path: path, name: "x", available: ["convergence", "sequence"])
      ) {
        try writer.begin(probe: "x", step: 5)
      }
      try writer.begin(probe: "convergence", step: 5)
      #expect(throws: StateStoreError.self) { try writer.begin(probe: "sequence", step: 5) }
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "convergence", site: "h_l0", what: "numbers", expected: 24, found: 13)
      ) { try writer.append(site: "h_l0", windows: Array(repeating: 0, count: 13)) }
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "convergence", site: "h_l0", what: "windows", expected: 7, found: 8)
      ) { try writer.append(site: "h_l0", windows: Array(repeating: 0, count: 8 * 12)) }
      #expect(throws: StateStoreError.self) { try writer.append(site: "x", windows: []) }
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "convergence", site: "h_l0", what: "windows", expected: 7, found: 0)
      ) { try writer.commit() }
      try writer.finish()
      try writer.finish()
      #expect(throws: StateStoreError.self) { try writer.begin(probe: "sequence", step: 9) }
      #expect(writer.steps(probe: "sequence") == [4])
      #expect(try StateStore(opening: path, in: files).verify() == [])
    }
  }

  @Test func aFolderInUseIsRefused() throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture()
      try fixture.write("\(folder)/states.zarr", steps: [0])
      let before = try StateStoreFixture.files("\(folder)/states.zarr")
      #expect(throws: StateStoreError.exists(path: "\(folder)/states.zarr")) {
        try fixture.creating("\(folder)/states.zarr")
      }
      #expect(try StateStoreFixture.files("\(folder)/states.zarr") == before)
      try files.makeFolders("\(folder)/other")
      try files.create("\(folder)/other/thesis.txt", [1])
      #expect(throws: StateStoreError.notEmpty(path: "\(folder)/other", name: "thesis.txt")) {
        try fixture.creating("\(folder)/other")
      }
    }
  }

  @Test func descriptionsThatCannotBeAreRefused() throws {
    try TemporaryDirectory.with { folder in
      func refused(_ change: (inout StateStoreDescription) -> Void) {
        var fixture = StateStoreFixture()
        change(&fixture.description)
        let description = fixture.description
        #expect(throws: StateStoreError.self) {
          try StateStoreWriter(
            creating: "\(folder)/x", description: description, memoryCeiling: 1, in: files)
        }
      }
      refused { $0.probes = [] }
      refused { $0.probes[1].name = "convergence" }
      refused { $0.probes[0].name = "a/b" }
      refused { $0.probes[0].windows = 0 }
      refused { $0.probes[0].tokenIDs.removeLast() }
      refused { $0.probes[0].sites[0].units = 0 }
      refused { $0.probes[0].sites[0].name = "token_id" }
      refused { $0.probes[0].sites[1].name = "h_l0" }
      refused { $0.precision = .rounded(mantissaBits: 24) }
      refused { $0.attributes["root_crc32c"] = "x" }
      refused { $0.attributes["steps"] = "x" }
      let left = try files.list(folder)
      #expect(left == [])
    }
  }

  @Test func chunksAreWholeWindowsOf256To1024KiB() throws {
    for (windows, windowBytes) in [
      (1, 100), (4096, 16_000), (4099, 16_000), (500, 560_000), (30, 4_000_000), (7, 48),
    ] {
      let chosen = StateArray.windowsPerChunk(windows: windows, windowBytes: windowBytes)
      let bytes = chosen * windowBytes
      #expect(chosen >= 1 && chosen <= windows)
      #expect(bytes <= 1 << 20 || chosen == 1)
      #expect(bytes >= 1 << 18 || chosen == windows)
    }
  }
}
