import Corpora
import Networks
import Storage
import Tensors
import TestSupport
import Testing

@testable import Training

struct ImageRecordingTests {
  private let disk = UnsynchronizedFileSystem()

  private func recording(
    _ set: ImageSet, seed: UInt64 = 1, _ change: (inout ImageRecordingPlan) -> Void = { _ in }
  ) throws -> ImageRecording {
    var run = try ImageExample.Kind.maps.run(on: set)
    (run.seed, run.pixelCorruption, run.trainImages) = (seed, nil, nil)
    var plan = ImageRecordingPlan(schedule: .every(5))
    change(&plan)
    run.holdout = plan.part == .valid ? 12 : 0
    let used = try run.images(of: set)
    return try ImageRecording(
      plan, network: try ImageNetwork(zero: run.network), set: used,
      transform: PixelTransform(run.scaling, training: used.train))
  }

  @Test func sitesStandInTheOrderOfTheNetwork() throws {
    let set = try ImageExample.set(train: 30, test: 50)
    let all = try recording(set)
    #expect(all.sites.map(\.site.name) == (0..<11).map { "conv_l\($0)" } + ["logits"])
    #expect(all.sites.map(\.units) == [2, 2, 4, 4, 4, 8, 8, 8, 16, 16, 16, 3])
    #expect(all.sites.map(\.height) == [8, 8, 4, 4, 4, 2, 2, 2, 1, 1, 1, 1])
    let some = try recording(set) { $0.sites = ["logits", "conv_l10", "conv_l2", "conv_l10"] }
    #expect(some.sites.map(\.site.name) == ["conv_l2", "conv_l10", "logits"])
    #expect(throws: NetworksError.self) { try recording(set) { $0.sites = ["conv_l2", "dense_l0"] } }
  }

  @Test func mapsOfOnePlaceAreNoMaps() throws {
    let set = try ImageExample.set(train: 30, test: 50)
    let means = try recording(set).description
    #expect(means.sites.allSatisfy { !$0.isMap } && means.samples == 50 && means.split == "test")
    let maps = try recording(set) { $0.fullMaps = true }.description
    #expect(maps.sites.map(\.isMap) == [Bool](repeating: true, count: 8) + [false, false, false, false])
    #expect(maps.sites[2].rows == 4 && maps.sites[2].columns == 4 && maps.sites[2].units == 4)
  }

  @Test func theProbeHasTwentyImagesForEachUnitOfTheWidestSite() throws {
    let set = try ImageExample.set(train: 30, test: 100)
    // 20 for each of 4 units is 80; of 16 units it would be more than there are.
    #expect(try recording(set) { $0.sites = ["conv_l4"] }.probe.images.count == 80)
    #expect(try recording(set).probe.images.count == 100)
    #expect(try recording(set) { $0.samples = 7 }.probe.images.count == 7)
  }

  @Test func runsOfTwoSeedsHaveTheSameProbe() throws {
    let set = try ImageExample.set(train: 60, test: 100)
    let plan: (inout ImageRecordingPlan) -> Void = { $0.samples = 20 }
    let (one, two) = (try recording(set, seed: 1, plan), try recording(set, seed: 2, plan))
    #expect(one.probe == two.probe && one.description == two.description)
    #expect(one.probe.indices.count == 20 && one.probe.indices == one.probe.indices.sorted())
    #expect(one.description.sampleIndices == one.probe.indices.map { Int64($0) })
    #expect(one.description.labels == one.probe.images.labels)
    // So are held-out images, whose seed is that of the data.
    let valid: (inout ImageRecordingPlan) -> Void = { $0.part = .valid }
    let (three, four) = (try recording(set, seed: 1, valid), try recording(set, seed: 2, valid))
    #expect(three.probe.images.count == 12 && three.probe == four.probe)
    #expect(three.description.split == "valid")
    #expect(throws: CorporaError.self) {
      try ImageRecording(
        ImageRecordingPlan(schedule: .every(5)).of(.valid),
        network: try ImageNetwork(zero: ImageExample.Kind.maps.run(on: set).network), set: set,
        transform: PixelTransform(.unit, training: set.train))
    }
  }

  /// Records a trained network twice, as maps and as means.
  @Test func meansAreThoseOfTheMaps() throws {
    let set = try ImageExample.set(train: 50, test: 300)
    var run = try ImageExample.Kind.maps.run(on: set)
    run.recording?.sites = []
    // Two blocks of images.
    run.recording?.samples = 260
    let folder = try TemporaryDirectory(inMemory: true)
    var stores: [StateStore] = []
    var network: ImageNetwork?
    for fullMaps in [true, false] {
      run.recording?.fullMaps = fullMaps
      let directory = try RunDirectory(creating: folder.file("maps-\(fullMaps)"), in: disk)
      let trainer = try ImageTrainer(run, images: set, directory: directory, resume: false, in: disk)
      #expect(try Session.of(trainer).outcome == .finished)
      stores.append(try StateStore(opening: directory.statesPath, in: disk))
      network = trainer.network
    }
    let probe = try #require(stores[0].probes.first)
    #expect(probe.name == "images" && stores[1].probes.first?.identity == probe.identity)
    let steps = try stores[0].steps(probe: "images")
    #expect(try steps == stores[1].steps(probe: "images") && steps == [0, 1, 2, 4, 8, 10, 15])
    for site in probe.sites {
      for snapshot in [0, steps.count - 1] {
        let maps = try stores[0].read(probe: "images", site: site.name, snapshot: snapshot)
        let means = try stores[1].read(probe: "images", site: site.name, snapshot: snapshot)
        #expect(maps.shape == [260, site.positions, site.units] && means.shape == [260, 1, site.units])
        #expect(means.elements == mean(maps), "\(site.name), snapshot \(snapshot)")
      }
    }
    try expectMaps(try #require(network), run, set, stores[0], probe, snapshot: steps.count - 1)
  }

  /// The mean over places, [image][unit].
  private func mean(_ maps: Tensor) -> [Float] {
    let (places, units) = (maps.shape[1], maps.shape[2])
    return (0..<maps.shape[0] * units).map { index in
      let (image, unit) = (index / units, index % units)
      let sum = (0..<places).reduce(0.0) { $0 + Double(maps.elements[(image * places + $1) * units + unit]) }
      return Float(sum / Double(places))
    }
  }

  private struct Collector: MapObserver {
    var maps: [String: [Float]] = [:]
    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
      self.maps[site.name] = Array(maps)
    }
  }

  /// What was recorded is what the network makes of those images of the part, each by itself.
  private func expectMaps(
    _ network: ImageNetwork, _ run: ImageRun, _ set: ImageSet, _ store: StateStore, _ probe: ProbeDescription,
    snapshot: Int
  ) throws {
    let used = try run.images(of: set)
    let transform = PixelTransform(run.scaling, training: used.train)
    var workspace = ImageNetworkWorkspace()
    for sample in [0, 100, 249, 250, 259] {
      let image = Int(probe.sampleIndices[sample])
      #expect(used.test.labels[image] == probe.labels[sample])
      var collector = Collector()
      try network.observe(
        pixels: transform.batch(used.test, [image]).pixels, images: 1, sites: network.sites.map(\.site),
        in: &workspace, by: &collector)
      for site in probe.sites {
        let found = try store.read(
          probe: "images", site: site.name, snapshot: snapshot, windows: sample..<sample + 1)
        #expect(found.elements == collector.maps[site.name], "\(site.name) of image \(image)")
      }
    }
  }

  @Test func theStoreSaysWhatItWasRecordedFrom() throws {
    let set = try ImageExample.set(train: 30, test: 20)
    let run = try ImageExample.Kind.mlp.run(on: set)
    let attributes = try run.stateAttributes()
    #expect(attributes["seed"] == "11" && attributes["model"] == "mlp" && attributes["dropout"] == "off")
    #expect(attributes["sha256_t10k-images-idx3-ubyte"] == set.hashes["t10k-images-idx3-ubyte"])
    // What decides the weights changes the hash of the recipe; what is logged or recorded does not.
    func recipe(_ change: (inout ImageRun) -> Void) throws -> String? {
      var changed = run
      change(&changed)
      return try changed.stateAttributes()["recipe_sha256"]
    }
    let same = attributes["recipe_sha256"]
    #expect(try recipe { $0.data = "elsewhere" } == same && recipe { $0.logInterval = 9 } == same)
    #expect(try recipe { $0.recording = nil } == same && recipe { $0.keepEpochs = true } == same)
    #expect(try recipe { $0.seed = 12 } != same && recipe { $0.holdout = 3 } != same)
    #expect(try recipe { $0.optimizer.weightDecay = 0.5 } != same)
    #expect(try recipe { $0.labelCorruption = nil } != same && recipe { $0.epochs = 4 } != same)
  }
}

extension ImageRecordingPlan {
  /// The plan with the images of another part.
  fileprivate func of(_ part: ImagePart) -> ImageRecordingPlan {
    var plan = self
    plan.part = part
    return plan
  }
}
