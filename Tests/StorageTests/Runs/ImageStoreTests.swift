@testable import Storage
import Tensors
import TestSupport
import Testing

/// Stores of image probes: samples, labels, spatial means and maps.
struct ImageStoreTests {
  private let files = LocalFileSystem()

  @Test(arguments: [StatePrecision.float16, .lossless, .rounded(mantissaBits: 5)], [false, true])
  func everyPrecisionComesBack(precision: StatePrecision, shuffled: Bool) throws {
    try TemporaryDirectory.with { folder in
      let fixture = ImageStoreFixture(precision, shuffled: shuffled)
      let path = "\(folder)/states.zarr"
      try fixture.write(path, steps: [0, 1, 10])
      let store = try StateStore(opening: path, in: files)
      #expect(store.description == fixture.description)
      #expect(store.probes[0].startState == "none" && store.probes[0].samples == 7)
      #expect(store.probes[0].tokenIDs.isEmpty && store.probes[0].labels == [0, 7, 4, 1, 8, 5, 2])
      for (s, site) in fixture.probe.sites.enumerated() {
        for (i, step) in [0, 1, 10].enumerated() {
          let exact = fixture.activations(step: step, site: s)
          let read = try store.read(probe: "images", site: site.name, snapshot: i)
          #expect(read.shape == exact.shape)
          let error = zip(read.elements, exact.elements).map { Double(abs($0 - $1)) }.max() ?? .nan
          #expect(try store.greatestErrors(probe: "images", site: site.name)[i] == error)
          switch precision {
          case .float16: #expect(read.elements == exact.elements.map { Float(Float16($0)) })
          case .lossless: #expect(read == exact)
          case .rounded: #expect(error > 0 && error <= 1.0 / 64)
          }
        }
      }
      #expect(try store.verify() == [])
    }
  }

  @Test func samplesAndPositionsAreSlicesOfMaps() throws {
    try TemporaryDirectory.with { folder in
      // Maps of 60 KiB: several inner chunks a shard, the last one padded.
      let site = SiteDescription(name: "conv_l0", units: 16, rows: 32, columns: 30)
      let fixture = ImageStoreFixture(.lossless, samples: 41, sites: [site])
      try fixture.write("\(folder)/states.zarr", steps: [0])
      let store = try StateStore(opening: "\(folder)/states.zarr", in: files)
      let whole = fixture.activations(step: 0, site: 0)
      let isWhole = try store.read(probe: "images", site: "conv_l0", snapshot: 0) == whole
      #expect(isWhole)
      for (samples, positions) in [(0..<1, 0..<960), (3..<40, 35..<38), (40..<41, 959..<960), (5..<5, 0..<2)]
      {
        let slice = try store.read(
          probe: "images", site: "conv_l0", snapshot: 0, windows: samples, positions: positions)
        var expected: [Float] = []
        for s in samples {
          for p in positions { expected += whole.elements[(s * 960 + p) * 16..<(s * 960 + p + 1) * 16] }
        }
        let isSlice = slice == Tensor(shape: [samples.count, positions.count, 16], elements: expected)
        #expect(isSlice, "\(samples), \(positions)")
      }
      #expect(
        throws: StateStoreError.outOfRange(
          path: store.path, probe: "images", what: "sample", asked: 40..<42, count: 41)
      ) { try store.read(probe: "images", site: "conv_l0", snapshot: 0, windows: 40..<42) }
      #expect(
        throws: StateStoreError.outOfRange(
          path: store.path, probe: "images", what: "position", asked: 960..<961, count: 960)
      ) { try store.read(probe: "images", site: "conv_l0", snapshot: 0, positions: 960..<961) }
      #expect(try store.verify() == [])
    }
  }

  @Test func shapesDimensionsAndCoordinatesAreInTheDocuments() throws {
    var catalog = StateStoreCatalog(path: "x", description: ImageStoreFixture().description)
    catalog.groups[0].coordinateChecksums = [1, 2]
    let group = catalog.groups[0]
    let documents = group.arrays.map { $0.document(dimensionNames: group.dimensionNames($0)) }
    #expect(
      documents.map(\.shape) == [[0, 7, 3, 4, 5], [0, 7, 3], [0, 7, 4, 2, 5], [0, 7, 6], [0, 7, 3]])
    #expect(documents[0].dimensionNames == ["snapshot", "sample", "channel", "row", "column"])
    #expect(documents[1].dimensionNames == ["snapshot", "sample", "unit"])
    #expect(documents[2].dimensionNames == ["snapshot", "sample", "channel_4", "row_2", "column"])
    #expect(documents[3].dimensionNames == ["snapshot", "sample", "unit_6"])
    #expect(documents[0].chunkShape == [1, 7, 3, 4, 5])
    let root = try #require(try catalog.documents().last)
    let text = String(decoding: root.bytes, as: UTF8.self)
    #expect(text.contains("\"coordinates\" : \"snapshot_step sample_index label\""))
    // Programs that know tokens alone ask for a newer one; stores of tokens alone stay theirs.
    #expect(text.contains("\"format_version\" : 2"))
    #expect(StateStoreCatalog(path: "x", description: StateStoreFixture().description).formatVersion == 1)
  }

  @Test func mapsLieOnTheDiskChannelByChannel() {
    let site = SiteDescription(name: "conv_l0", units: 2, rows: 1, columns: 3)
    let probe = ImageStoreFixture(samples: 2, sites: [site]).probe
    let array = StateArray(site: site, probe: probe, precision: .lossless, shuffled: false)
    // Two images of three positions of two channels.
    let made: [Float] = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]
    let stored = array.stored(made)
    #expect(stored == [1, 3, 5, 2, 4, 6, 10, 30, 50, 20, 40, 60])
    var read: [Float] = []
    array.append(1..<3, ofWindow: 1, in: stored, to: &read)
    #expect(read == [30, 40, 50, 60])
  }

  @Test func aStoreOfALaterFormatIsRefused() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      try ImageStoreFixture().write(path, steps: [])
      let root = String(decoding: try files.read("\(path)/zarr.json"), as: UTF8.self)
      let later = root.replacing("\"format_version\" : 2", with: "\"format_version\" : 3")
      let old = try #require(ZarrSeal.digits(of: StateStoreCatalog.rootSeal, in: Array(later.utf8)))
      var bytes = Array(later.utf8)
      bytes.replaceSubrange(old, with: ZarrSeal.blank.utf8)
      bytes.replaceSubrange(old, with: ZarrSeal.checksum(of: bytes).utf8)
      try files.create(path + "/zarr.json", bytes)
      #expect(
        throws: StateStoreError.damaged(
          path: "\(path)/zarr.json", problem: "it has a newer format than 2, which needs a newer program")
      ) { try StateStore(opening: path, in: files) }
    }
  }

  @Test func aNumberTooLargeForAHalfWidensItsMaps() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      // Maps of 1 MiB, so that the spike's chunk follows one that is written already.
      let site = SiteDescription(name: "conv_l0", units: 64, rows: 64, columns: 64)
      var fixture = ImageStoreFixture(samples: 3, sites: [site])
      fixture.spike = (step: 4, site: "conv_l0", value: -65_520)
      try fixture.write(path, steps: [0, 4, 5])
      let store = try StateStore(opening: path, in: files)
      #expect(try store.widenedSnapshot(probe: "images", site: "conv_l0") == 1)
      let exact = [0, 4, 5].map { fixture.activations(step: $0, site: 0).elements }
      let half = exact.map { $0.map { Float(Float16($0)) } }
      let read = try (0..<3).map { try store.read(probe: "images", site: "conv_l0", snapshot: $0).elements }
      // Whole arrays are too long to be shown where they differ.
      let isKept = [
        read[0] == half[0], read[1] == Array(half[1][..<(1 << 18)] + exact[1][(1 << 18)...]),
        read[2] == exact[2],
      ]
      #expect(isKept == [true, true, true])
      #expect(try store.verify() == [])
      #expect(
        try files.list("\(path)/images/conv_l0")
          == ["c.0.0.0.0.0", "c.1.0.0.0.0", "c.2.0.0.0.0", "zarr.json"])
    }
  }

  @Test func theEffectIsMeasuredOnPlacesOfManyImages() throws {
    try TemporaryDirectory.with { folder in
      let sites = [
        SiteDescription(name: "conv_l0", units: 2, rows: 8, columns: 12),
        SiteDescription(name: "dense_l0", units: 3),
      ]
      let fixture = ImageStoreFixture(samples: 501, sites: sites)
      let writer = try fixture.creating("\(folder)/states.zarr") { exact, stored in
        #expect(stored.elements == exact.elements.map { Float(Float16($0)) })
        return [
          "rows": Double(exact.rows), "second": Double(exact[1, 0]),
          "seventeenth": Double(exact[min(16, 500), 0]),
        ]
      }
      try fixture.record(step: 0, with: writer, block: 100)
      try writer.finish()
      let store = try StateStore(opening: "\(folder)/states.zarr", in: files)
      // 16 places of every third image: rows 1, 3, 5, 7 and columns 1, 4, 7, 10; then every image of the dense site.
      let maps = fixture.activations(step: 0, site: 0).elements
      #expect(
        try store.effects(probe: "images", site: "conv_l0")[0] == [
          "rows": 167 * 16, "second": Double(maps[(1 * 12 + 4) * 2]),
          "seventeenth": Double(maps[(3 * 96 + 1 * 12 + 1) * 2]),
        ])
      let dense = fixture.activations(step: 0, site: 1).elements
      #expect(
        try store.effects(probe: "images", site: "dense_l0")[0] == [
          "rows": 501, "second": Double(dense[3]), "seventeenth": Double(dense[16 * 3]),
        ])
    }
  }

  @Test(arguments: [Float.nan, .infinity])
  func anActivationThatIsNoNumberIsNamedByItsPlace(value: Float) throws {
    try TemporaryDirectory.with { folder in
      for (site, place) in [("conv_l1", [0, 0]), ("dense_l0", nil)] {
        var fixture = ImageStoreFixture()
        fixture.spike = (step: 8, site: site, value: value)
        let writer = try fixture.creating("\(folder)/\(site)")
        try fixture.record(step: 0, with: writer)
        let expected = StateStoreError.nonfiniteActivation(
          probe: "images", site: site, snapshot: 1, step: 8, sample: 1, place: place, unit: 0,
          value: "\(value)")
        #expect(throws: expected) {
          try fixture.record(step: 8, with: writer)
          try writer.flush()
        }
        #expect(expected.description.contains("row") == (place != nil))
        let store = try StateStore(opening: "\(folder)/\(site)", in: files)
        #expect(try store.steps(probe: "images") == [0] && store.verify() == [])
      }
    }
  }

  @Test func countsAreThoseOfSamples() throws {
    try TemporaryDirectory.with { folder in
      let writer = try ImageStoreFixture().creating("\(folder)/x")
      try writer.begin(probe: "images", step: 0)
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "images", site: "conv_l0", what: "numbers", expected: 120, found: 61)
      ) { try writer.append(site: "conv_l0", windows: Array(repeating: 0, count: 61)) }
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "images", site: "dense_l0", what: "samples", expected: 7, found: 8)
      ) { try writer.append(site: "dense_l0", windows: Array(repeating: 0, count: 48)) }
      #expect(
        throws: StateStoreError.wrongCount(
          probe: "images", site: "conv_l0", what: "samples", expected: 7, found: 0)
      ) { try writer.commit() }
      try writer.finish()
    }
  }

  @Test func descriptionsThatCannotBeAreRefused() throws {
    try TemporaryDirectory.with { folder in
      func refused(_ change: (inout StateStoreDescription) -> Void) {
        var description = ImageStoreFixture().description
        change(&description)
        #expect(throws: StateStoreError.self) {
          try StateStoreWriter(creating: "\(folder)/x", description: description, memoryCeiling: 1, in: files)
        }
      }
      refused { $0.probes[0].windows = 6 }
      refused { $0.probes[0].positions = 2 }
      refused { $0.probes[0].startState = "reset" }
      refused { $0.probes[0].content = .images(indices: [1], labels: [1, 2]) }
      refused { $0.probes[0].content = .tokens(ids: [1], offsets: [1]) }
      refused { $0.probes[0].sites[0].rows = nil }
      refused { $0.probes[0].sites[0].columns = 0 }
      refused { $0.probes[0].sites[1].name = "label" }
      refused { $0.attributes["samples"] = "x" }
      refused {
        $0.probes = StateStoreFixture().probes
        $0.probes[0].sites[0].rows = 2
        $0.probes[0].sites[0].columns = 2
      }
      let left = try files.list(folder)
      #expect(left == [])
    }
  }

  @Test func aStoreOfOtherImagesIsNotGoneOnWith() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let fixture = ImageStoreFixture()
      try fixture.write(path, steps: [0])
      func differs(
        _ part: String, _ expected: String, _ found: String, _ change: (inout ProbeDescription) -> Void
      ) {
        var other = fixture
        change(&other.description.probes[0])
        #expect(throws: StateStoreError.differs(path: path, part: part, expected: expected, found: found)) {
          try other.resuming(path, through: 9)
        }
      }
      differs("labels of 'images' at index 2", "9", "4") {
        $0.content = .images(indices: $0.sampleIndices, labels: [0, 7, 9, 1, 8, 5, 2])
      }
      differs("sample indices of 'images' at index 0", "6", "5") {
        $0.content = .images(indices: [6] + $0.sampleIndices.dropFirst(), labels: $0.labels)
      }
      let found =
        "conv_l0 (3 units of 4 × 5), block_l0 (3 units), conv_l1 (4 units of 2 × 5), dense_l0 (6 units), "
        + "logits (3 units)"
      differs("list of sites of 'images'", found.replacing(" of 4 × 5", with: " of 5 × 4"), found) {
        ($0.sites[0].rows, $0.sites[0].columns) = (5, 4)
      }
      differs("content of 'images'", "tokens", "images") { probe in
        probe = ProbeDescription(
          name: "images", windows: 7, positions: 1, tokenIDs: Array(repeating: 0, count: 7),
          tokenOffsets: Array(repeating: 0, count: 7), split: "test", startState: "reset",
          sites: [SiteDescription(name: "h_l0", units: 1)], identity: probe.identity)
      }
    }
  }

  @Test func textAndImagesCanShareAStore() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      let (text, images) = (StateStoreFixture(.lossless), ImageStoreFixture(.lossless))
      var description = text.description
      description.probes += images.description.probes
      let writer = try StateStoreWriter(
        creating: path, description: description, memoryCeiling: 1 << 20, in: files)
      try text.record(step: 3, with: writer)
      try images.record(step: 3, with: writer)
      try writer.finish()
      let store = try StateStore(opening: path, in: files)
      #expect(store.description == description)
      #expect(
        try store.read(probe: "images", site: "conv_l1", snapshot: 0) == images.activations(step: 3, site: 2))
      #expect(
        try store.read(probe: "sequence", site: "c_l0", snapshot: 0)
          == text.states(probe: 1, step: 3, site: 1))
      #expect(try store.verify() == [])
    }
  }

  @Test func theForecastCountsWholeMaps() {
    let fixture = ImageStoreFixture(.float16)
    let forecast = StateStoreForecast(fixture.probe, in: fixture.description)
    #expect(forecast.float32Bytes == 4 * 7 * (60 + 3 + 40 + 6 + 3))
    #expect(forecast.storedBytes == forecast.float32Bytes / 2)
  }
}

/// The grid of positions on a map.
struct MapGridTests {
  @Test func cellsHaveTheirMiddles() {
    #expect(MapGrid(rows: 8, columns: 8, side: 2).positions == [18, 22, 50, 54])
    #expect(MapGrid(rows: 1, columns: 1, side: 4).positions == [0])
    #expect(MapGrid(rows: 2, columns: 3, side: 4).positions == Array(0..<6))
    for (rows, columns, side) in [(7, 32, 4), (224, 3, 5), (4, 4, 4)] {
      let positions = MapGrid(rows: rows, columns: columns, side: side).positions
      #expect(positions.count == min(rows, side) * min(columns, side))
      #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
      #expect(positions.allSatisfy { (0..<rows * columns).contains($0) })
    }
  }
}
