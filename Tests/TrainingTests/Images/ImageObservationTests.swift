import Corpora
import Networks
import Tensors
import Testing

@testable import Training

/// Images that pass in blocks, against each image by itself.
struct ImageObservationTests {
  private struct Collector: MapObserver {
    var blocks: [Int] = []
    var means: [Site: [Float]] = [:]
    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
      blocks.append(images)
      means[site, default: []] += ImageObservation.spatialMeans(maps, images: images, units: units)
    }
  }

  private func example() throws -> (network: ImageNetwork, images: LabelledImages, transform: PixelTransform)
  {
    let set = try ImageExample.set(train: 20, test: 260)
    let network = try ImageNetwork(
      ImageExample.Kind.maps.run(on: set).network, initialization: .he, key: RandomKey(seed: 5))
    return (network, set.test, PixelTransform(.unit, training: set.train))
  }

  @Test func everyImageIsSeenOnceAndInOrder() throws {
    let (network, images, transform) = try example()
    let sites = network.sites.map(\.site)
    var whole = Collector()
    #expect(
      try ImageObservation.run(sites, of: network, on: images, transform: transform, by: &whole))
    #expect(
      whole.blocks == [Int](repeating: 250, count: sites.count) + [Int](repeating: 10, count: sites.count))
    for image in [0, 249, 250, 259] {
      var single = Collector()
      #expect(
        try ImageObservation.run(
          sites, of: network, on: images.subset([image]), transform: transform, by: &single))
      for (site, _, _, units) in network.sites {
        #expect(whole.means[site]?.count == 260 * units)
        let row = whole.means[site].map { Array($0[image * units..<(image + 1) * units]) }
        #expect(row == single.means[site], "\(site) of image \(image)")
      }
    }
  }

  @Test func aPassStopsBeforeABlock() throws {
    let (network, images, transform) = try example()
    var (asked, collector) = (0, Collector())
    let ended = try ImageObservation.run(
      [.logits], of: network, on: images, transform: transform, by: &collector
    ) {
      asked += 1
      return asked == 2
    }
    #expect(!ended && collector.blocks == [250])
  }

  @Test func meansAreOverPlacesAndNumbersWithoutAMapStay() {
    // Two images, two places, two units.
    let maps: [Float] = [9, 1, 2, 3, 4, 5, 6, 7, 8]
    #expect(ImageObservation.spatialMeans(maps[1...], images: 2, units: 2) == [2, 3, 6, 7])
    #expect(ImageObservation.spatialMeans(maps[1...], images: 2, units: 4) == Array(maps[1...]))
  }
}
