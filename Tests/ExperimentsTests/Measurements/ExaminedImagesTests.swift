import Corpora
import Networks
import SingleDirections
import Storage
import Tensors
import TestSupport
import Testing
import Training

@testable import Experiments

struct ExaminedImagesTests {
  private static func convnet() throws -> ImageNetwork {
    try ImageNetwork(
      ImageNetworkConfiguration(.convnet, height: 8, width: 8, channels: 1, classes: 3, widthFactor: 1 / 32),
      initialization: .he, key: RandomKey(seed: 2))
  }

  private func examined(_ set: ImageSet, part: ImagePart = .test, count: Int? = nil) throws -> ExaminedImages
  {
    try ExaminedImages(
      Self.convnet(), set: set, part: part, count: count,
      transform: PixelTransform(.standardized, training: set.train))
  }

  private struct Collector: MapObserver {
    var maps: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
      self.maps[site, default: []] += maps
    }
  }

  /// The maps of some images, [image][place][unit], each by itself.
  private func maps(_ images: LabelledImages, _ set: ImageSet) throws -> Collector {
    let network = try Self.convnet()
    let transform = PixelTransform(.standardized, training: set.train)
    var workspace = ImageNetworkWorkspace()
    var collector = Collector()
    for image in 0..<images.count {
      try network.observe(
        pixels: transform.batch(images, [image]).pixels, images: 1, sites: network.sites.map(\.site),
        in: &workspace, by: &collector)
    }
    return collector
  }

  @Test func allSitesButTheLogitsAreExamined() throws {
    let examined = try examined(PlantedImages.gratings(train: 10, test: 10))
    #expect(examined.sites.map(\.site.name) == (0..<11).map { "conv_l\($0)" })
    #expect(examined.sites.allSatisfy(\.isRectified) && examined.samplesWord == "images")
    #expect(examined.sites[8].units == 16 && examined.sites[8].references.count == 16)
  }

  /// Rows are images in their order, and units of maps their means over places.
  @Test func activationsAreMeansOverPlaces() throws {
    // More than one block.
    let set = try PlantedImages.gratings(train: 20, test: 260)
    let examined = try examined(set)
    let sites = [Site(.convolution, layer: 6), Site(.convolution, layer: 1)]
    let found = try #require(try examined.activations(of: sites, shouldStop: { false }))
    #expect(found.map(\.site) == ["conv_l1", "conv_l6"] && found.allSatisfy { $0.samples == 260 })
    let maps = try maps(set.test, set).maps
    for rows in found {
      let site = try #require(Site(name: rows.site))
      let values = try #require(maps[site])
      let places = values.count / (260 * rows.units)
      #expect(places == (rows.site == "conv_l1" ? 64 : 4))
      for image in [0, 1, 249, 250, 259] {
        for unit in 0..<rows.units {
          let sum = (0..<places).reduce(0.0) {
            $0 + Double(values[(image * places + $1) * rows.units + unit])
          }
          #expect(rows.rows[image * rows.units + unit] == Float(sum / Double(places)))
        }
      }
    }
    #expect(examined.labellings.map(\.name) == ["class"])
    #expect(examined.labellings[0].labels == set.test.labels.map { Int($0) })
    #expect(examined.labellings[0].classNames == ["0", "1", "2"] && examined.labellings[0].places == nil)
  }

  /// Over every place of the maps of the training images, whatever part is examined.
  @Test func statisticsAreThoseOfTrainingImages() throws {
    let set = try PlantedImages.gratings(train: 30, test: 10)
    let site = Site(.convolution, layer: 3)
    let values = try #require(try maps(set.train, set).maps[site])
    for part in [ImagePart.test, .train] {
      let statistics = try #require(
        try examined(set, part: part).statistics(of: [site], shouldStop: { false }))
      let found = try #require(statistics[site])
      #expect(found.count == 30 * 16 && found.mean.count == 4)
      for unit in 0..<4 {
        let column = stride(from: unit, to: values.count, by: 4).map { Double(values[$0]) }
        let mean = column.reduce(0, +) / Double(column.count)
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
        #expect(isClose(found.mean[unit], mean, tolerance: 1e-9, floor: 1e-12))
        #expect(
          isClose(found.standardDeviation[unit], variance.squareRoot(), tolerance: 1e-9, floor: 1e-12))
      }
    }
  }

  /// Some of the images, the same ones for every network, with the labels of the run.
  @Test func someImagesAreChosenOnce() throws {
    let set = try PlantedImages.gratings(train: 60, test: 40)
      .corrupted(labels: LabelCorruption(fraction: 1), pixels: nil, key: RandomKey(seed: 1))
    #expect(set.train.labels != set.trueTrainLabels)
    let some = try examined(set, part: .train, count: 25)
    #expect(some.count == 25 && some.labellings[0].labels.count == 25)
    #expect(try examined(set, part: .train, count: 25).labellings == some.labellings)
    let probe = try ImageProbe(
      from: set, part: .train, count: 25, key: RandomKey(seed: 0).child("examined"))
    #expect(some.labellings[0].labels == probe.images.labels.map { Int($0) })
    #expect(try examined(set, part: .train, count: 1000).count == 60)
    #expect(throws: CorporaError.self) { try examined(set, part: .valid) }
  }

  @Test func scoresAreThoseOfTheNetwork() throws {
    let set = try PlantedImages.gratings(train: 20, test: 260)
    let examined = try examined(set)
    let clamp = Intervention(.clamp(units: [1], values: [2]), at: Site(.convolution, layer: 4))
    let found = try #require(try examined.scores(underEach: [[], [clamp]], shouldStop: { false }))
    var workspace = ImageNetworkWorkspace()
    let batch = PixelTransform(.standardized, training: set.train).batch(set.test, 0..<260)
    let whole = try Self.convnet().scores(
      pixels: batch.pixels, labels: batch.labels, underEach: [[], [clamp]], in: &workspace)
    for (score, expected) in zip(found, whole) {
      #expect(score.count == 260 && score.accuracy == expected.accuracy())
      #expect(isClose(score.meanLoss, expected.meanLoss, tolerance: 1e-12))
    }
    #expect(found[0] != found[1])
    for wrong in [
      Intervention(.clamp(units: [4], values: [0]), at: Site(.convolution, layer: 4)),
      Intervention(.clamp(units: [0], values: [0]), at: .logits),
      Intervention(.clamp(units: [0], values: [0]), at: Site(.dense, layer: 0)),
    ] {
      #expect(throws: NetworksError.self) {
        try examined.scores(underEach: [[], [wrong]], shouldStop: { false })
      }
    }
  }

  /// Values that are resampled come from images of all classes, though the set lies sorted by class.
  @Test func resampledValuesAreThoseOfTheWholeSet() throws {
    let examined = try PlantedImages.examined(
      PlantedImages.oneUnitDecides(of: 3), PlantedImages.set(classes: 2, test: 500, isSorted: true))
    let resample = Intervention(
      .resample(units: [0], key: RandomKey(seed: 3)), at: Site(.dense, layer: 0))
    let found = try #require(try examined.scores(underEach: [[], [resample]], shouldStop: { false }))
    #expect(found[0].accuracy == 1)
    #expect(abs((found[1].accuracy ?? 0) - 0.5) < 0.1)
  }

  /// Of a convolution the sum over its filter, and with γ/√(v + ε) folded in.
  @Test func filterNormsAreThoseOfTheWeights() throws {
    var network = try Self.convnet()
    network.visit { name, parameter in
      if name == "bn_l2.weight" { parameter.elements = [1, -2, 0, 0.5] }
    }
    let set = try PlantedImages.gratings(train: 10, test: 10)
    let examined = try ExaminedImages(
      network, set: set, part: .test, count: nil, transform: PixelTransform(.unit, training: set.train))
    let found = try #require(try examined.filterNorm(of: Site(.convolution, layer: 2)))
    let weights = try #require(network.parameters.first { $0.name == "conv_l2.weight" }).tensor
    for (unit, scale) in [1.0, 2, 0, 0.5].enumerated() {
      let own = weights.elements[unit * weights.count / 4..<(unit + 1) * weights.count / 4]
      let sum = own.reduce(0.0) { $0 + Double(abs($1)) }
      #expect(isClose(found.l1[unit], sum, tolerance: 1e-12))
      let folded = try #require(found.foldedL1)[unit]
      #expect(isClose(folded, sum * scale / 1.00001.squareRoot(), tolerance: 1e-6))
    }
    #expect(try examined.filterNorm(of: Site(.dense, layer: 0)) == nil)
    let dense = try PlantedImages.examined(
      PlantedImages.fourClasses(), PlantedImages.set(classes: 4))
    #expect(try dense.filterNorm(of: Site(.dense, layer: 0))?.foldedL1 == nil)
  }

  @Test func stops() throws {
    let examined = try examined(PlantedImages.gratings(train: 260, test: 260))
    for last in [1, 2] {
      var asked = 0
      func stop() -> Bool {
        asked += 1
        return asked == last
      }
      let site = Site(.convolution, layer: 0)
      #expect(try examined.scores(underEach: [[]], shouldStop: stop) == nil && asked == last)
      asked = 0
      #expect(try examined.activations(of: [site], shouldStop: stop) == nil && asked == last)
      asked = 0
      #expect(try examined.statistics(of: [site], shouldStop: stop) == nil && asked == last)
    }
  }
}
