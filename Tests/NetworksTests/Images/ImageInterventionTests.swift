import Tensors
import TestSupport
import Testing

@testable import Networks

/// Scores of image networks under interventions, against the change made by hand in a Float64 pass.
struct ImageInterventionTests {
  private let key = RandomKey(seed: 3)

  private func reference(
    _ network: ImageNetwork, _ pixels: [Float], _ labels: [Int32],
    _ change: (Site, inout [Double], Int) -> Void
  ) -> ClassScores {
    let logits = ReferenceImageNetwork(network).logits(
      pixels.map(Double.init), images: labels.count, batchStatistics: false, changing: change)
    return ClassScores(
      logits: logits.map { Float($0) }, labels: labels, classes: network.configuration.classes)
  }

  @Test(arguments: GoldenImageNetwork.all.filter { $0.name != "resnet50" })
  func clampedUnitsTakeTheirValues(golden: GoldenImageNetwork) throws {
    let (_, network, pixels, labels) = try golden.load()
    var workspace = ImageNetworkWorkspace()
    let sites = network.sites
    let sets = sites.map { site in
      [Intervention(.clamp(units: [0, site.units - 1], values: [0.5, -0.25]), at: site.site)]
    }
    // All sets at once, out of order, and one that changes nothing.
    let scores = network.scores(
      pixels: pixels, labels: labels, underEach: [[]] + sets.reversed(), in: &workspace)
    let plain = reference(network, pixels, labels) { _, _, _ in }
    #expect(scaledDifference(scores[0].losses, plain.losses) < 1e-5)
    for (set, found) in zip(sets.reversed(), scores.dropFirst()) {
      let expected = reference(network, pixels, labels) { site, values, units in
        guard site == set[0].site else { return }
        for row in stride(from: 0, to: values.count, by: units) {
          values[row] = 0.5
          values[row + units - 1] = -0.25
        }
      }
      #expect(scaledDifference(found.losses, expected.losses) < 1e-5, "\(set[0].site)")
      #expect(found.losses != scores[0].losses, "\(set[0].site)")
    }
  }

  @Test func manySetsHaveTheBitsOfEachAlone() throws {
    let (_, network, pixels, labels) = try GoldenImageNetwork.all[5].load()
    var workspace = ImageNetworkWorkspace()
    let sets: [[Intervention]] = network.sites.flatMap { site -> [[Intervention]] in
      let deviations = [Float](repeating: 0.3, count: site.units)
      return [
        [Intervention(.resample(units: [0], key: key), at: site.site)],
        [
          Intervention(.noise(deviations: deviations, key: key), at: site.site),
          Intervention(.clamp(units: [1], values: [0]), at: .logits),
        ],
      ]
    }
    let together = network.scores(pixels: pixels, labels: labels, underEach: sets, in: &workspace)
    for (set, scores) in zip(sets, together) {
      var fresh = ImageNetworkWorkspace()
      #expect(network.scores(pixels: pixels, labels: labels, underEach: [set], in: &fresh) == [scores])
    }
  }

  @Test func noiseDoesNotDependOnTheBatch() throws {
    let (_, network, pixels, labels) = try GoldenImageNetwork.all[2].load()
    var workspace = ImageNetworkWorkspace()
    let set = [
      Intervention(
        .noise(deviations: [Float](repeating: 1, count: 4), key: key), at: Site(.convolution, layer: 2))
    ]
    let together = network.scores(pixels: pixels, labels: labels, underEach: [set], in: &workspace)[0]
    let length = pixels.count / labels.count
    var apart = ClassScores()
    for image in labels.indices {
      apart.append(
        network.scores(
          pixels: Array(pixels[image * length..<(image + 1) * length]), labels: [labels[image]],
          underEach: [set],
          firstImage: image, in: &workspace)[0])
    }
    #expect(apart == together)
  }

  /// Images exchange values within their own twenty-five, wherever a block begins.
  @Test func resamplingDoesNotDependOnTheBlock() throws {
    let (_, network, _, _) = try GoldenImageNetwork.all[2].load()
    let images = 60
    let length = network.configuration.height * network.configuration.width * network.configuration.channels
    let pixels = RandomKey(seed: 5).uniforms(images * length, from: -1, to: 1)
    let labels = (0..<images).map { Int32($0 % network.configuration.classes) }
    var workspace = ImageNetworkWorkspace()
    let set = [Intervention(.resample(units: [0, 2], key: key), at: Site(.convolution, layer: 2))]
    func scores(_ range: Range<Int>, _ set: [Intervention]) -> ClassScores {
      network.scores(
        pixels: Array(pixels[range.lowerBound * length..<range.upperBound * length]),
        labels: Array(labels[range]), underEach: [set], firstImage: range.lowerBound, in: &workspace)[0]
    }
    let together = scores(0..<images, set)
    for block in [25, 50] {
      var apart = ClassScores()
      for first in stride(from: 0, to: images, by: block) {
        apart.append(scores(first..<min(first + block, images), set))
      }
      #expect(apart == together, "\(block)")
    }
    #expect(together != scores(0..<images, []))
  }

  @Test func whatTheNetworkDoesNotHaveIsNamed() throws {
    let (_, network, _, _) = try GoldenImageNetwork.all[2].load()
    let site = Site(.convolution, layer: 2)
    let units = try #require(network.sites.first { $0.site == site }).units
    try network.validate([
      Intervention(.clamp(units: [units - 1], values: [0]), at: site),
      Intervention(.clamp(units: [0], values: [0]), at: .logits),
    ])
    #expect(
      throws: NetworksError.unknownSite(name: "dense_l7", known: network.sites.map(\.site.name))
    ) { try network.validate([Intervention(.clamp(units: [0], values: [0]), at: Site(.dense, layer: 7))]) }
    let error = #expect(throws: NetworksError.self) {
      try network.validate([Intervention(.resample(units: [units], key: key), at: site)])
    }
    #expect(error?.description.contains("on unit \(units), but must be on units from 0") == true)
  }

  private struct Collector: MapObserver {
    var maps: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
      self.maps[site] = Array(maps)
    }
  }

  @Test func observersSeeWhatTheNextLayerReads() throws {
    let (_, network, pixels, labels) = try GoldenImageNetwork.all[5].load()
    var workspace = ImageNetworkWorkspace()
    var collector = Collector()
    let sites = network.sites.map(\.site)
    try network.observe(
      pixels: pixels, images: labels.count, sites: sites, in: &workspace, by: &collector)
    var seen: [Site: [Double]] = [:]
    _ = ReferenceImageNetwork(network).logits(
      pixels.map(Double.init), images: labels.count, batchStatistics: false
    ) { site, values, _ in seen[site] = values }
    #expect(collector.maps.count == sites.count)
    for (site, maps) in collector.maps {
      #expect(scaledDifference(maps.map(Double.init), seen[site] ?? []) < 1e-5, "\(site)")
    }
  }
}
