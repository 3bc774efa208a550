import Storage
import Tensors
import TestSupport
import Testing

struct StateStoreTests {
  private let files = LocalFileSystem()

  /// What the language's own conversions make of the exact states.
  private func stored(_ exact: Tensor, _ precision: StatePrecision) -> [Float] {
    switch precision {
    case .float16: exact.elements.map { Float(Float16($0)) }
    case .lossless: exact.elements
    case .rounded(let bits):
      exact.elements.map { value in
        guard value != 0 else { return value }
        let spacing = Double(value.binade) * Double(sign: .plus, exponent: -bits, significand: 1)
        return Float((Double(value) / spacing).rounded(.toNearestOrEven) * spacing)
      }
    }
  }

  @Test(
    arguments: [StatePrecision.float16, .lossless, .rounded(mantissaBits: 10), .rounded(mantissaBits: 5)],
    [false, true])
  func everyPrecisionComesBack(precision: StatePrecision, shuffled: Bool) throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture(precision, shuffled: shuffled)
      let path = "\(folder)/states.zarr"
      try fixture.write(path, steps: [0, 1, 10])
      let store = try StateStore(opening: path, in: files)
      #expect(store.description == fixture.description)
      for (p, probe) in fixture.probes.enumerated() {
        #expect(try store.steps(probe: probe.name) == [0, 1, 10])
        for (s, site) in probe.sites.enumerated() {
          let errors = try store.greatestErrors(probe: probe.name, site: site.name)
          for (i, step) in [0, 1, 10].enumerated() {
            let exact = fixture.states(probe: p, step: step, site: s)
            let read = try store.read(probe: probe.name, site: site.name, snapshot: i)
            #expect(read.shape == exact.shape)
            #expect(read.elements == stored(exact, precision))
            #expect(errors[i] == zip(read.elements, exact.elements).map { Double(abs($0 - $1)) }.max())
          }
        }
      }
      #expect(try store.verify() == [])
    }
  }

  @Test func windowsAndPositionsAreSlices() throws {
    try TemporaryDirectory.with { folder in
      // 300 windows of 8 KiB: several inner chunks a shard, the last one padded.
      let fixture = StateStoreFixture(
        .lossless, windows: 301, positions: 16, sites: [SiteDescription(name: "h_l0", units: 128)],
        probes: ["sequence"])
      let path = "\(folder)/states.zarr"
      try fixture.write(path, steps: [0])
      let store = try StateStore(opening: path, in: files)
      let whole = try store.read(probe: "sequence", site: "h_l0", snapshot: 0)
      #expect(whole == fixture.states(probe: 0, step: 0, site: 0))
      for (windows, positions) in [(0..<1, 0..<16), (100..<300, 3..<5), (300..<301, 15..<16), (5..<5, 0..<2)]
      {
        let slice = try store.read(
          probe: "sequence", site: "h_l0", snapshot: 0, windows: windows, positions: positions)
        var expected: [Float] = []
        for w in windows {
          for p in positions { expected += whole.elements[(w * 16 + p) * 128..<(w * 16 + p + 1) * 128] }
        }
        #expect(slice == Tensor(shape: [windows.count, positions.count, 128], elements: expected))
      }
      #expect(try store.verify() == [])
    }
  }

  @Test func whatIsNotThereIsNamed() throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture()
      let path = "\(folder)/states.zarr"
      try fixture.write(path, steps: [0])
      let store = try StateStore(opening: path, in: files)
      #expect(
        throws: StateStoreError.unknownProbe(path: path, name: "x", available: ["convergence", "sequence"])
      ) {
        try store.steps(probe: "x")
      }
      #expect(
        throws: StateStoreError.unknownSite(
          path: path, probe: "sequence", name: "h_l9", available: ["h_l0", "c_l0", "gates_l0"])
      ) { try store.read(probe: "sequence", site: "h_l9", snapshot: 0) }
      for (what, count) in [("snapshot", 1), ("window", 7), ("position", 3)] {
        #expect(
          throws: StateStoreError.outOfRange(
            path: path, probe: "convergence", what: what, asked: count..<count + 1, count: count)
        ) {
          try store.read(
            probe: "convergence", site: "h_l0", snapshot: what == "snapshot" ? 1 : 0,
            windows: what == "window" ? 7..<8 : nil, positions: what == "position" ? 3..<4 : nil)
        }
      }
      #expect(throws: StorageError.missing(path: "\(folder)/no/zarr.json")) {
        try StateStore(opening: "\(folder)/no", in: files)
      }
    }
  }

  @Test func anEmptyStoreOpens() throws {
    try TemporaryDirectory.with { folder in
      let fixture = StateStoreFixture()
      try fixture.write("\(folder)/states.zarr", steps: [])
      let store = try StateStore(opening: "\(folder)/states.zarr", in: files)
      #expect(try store.steps(probe: "sequence") == [])
      #expect(try store.verify() == [])
    }
  }
}
