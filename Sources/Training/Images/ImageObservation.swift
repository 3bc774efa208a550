public import Corpora
public import Networks
import Tensors

/// Shows what an image network makes of all images of a part.
public enum ImageObservation {
  /// Shows the maps of sites to an observer, block after block in the order of the images, with dropout off and running
  /// statistics.
  ///
  /// - Parameters:
  ///   - sites: what is shown.
  ///   - network: the network.
  ///   - images: what it reads.
  ///   - transform: how pixels become numbers.
  ///   - observer: sees the maps of each block.
  ///   - shouldStop: asked before each block; true ends the pass.
  /// - Returns: whether the pass came to its end.
  /// - Throws: what the observer throws.
  public static func run(
    _ sites: [Site], of network: ImageNetwork, on images: LabelledImages, transform: PixelTransform,
    by observer: inout some MapObserver, shouldStop: () -> Bool = { false }
  ) throws -> Bool {
    var workspace = ImageNetworkWorkspace()
    let block = network.imagesPerBlock()
    for first in stride(from: 0, to: images.count, by: block) {
      guard !shouldStop() else { return false }
      let range = first..<min(first + block, images.count)
      try network.observe(
        pixels: transform.batch(images, range).pixels, images: range.count, sites: sites, in: &workspace,
        by: &observer)
    }
    return true
  }

  /// What an observer keeps of maps: their means over rows and columns, [image][unit]; of units without a map the numbers
  /// as they are.
  public static func spatialMeans(_ maps: ArraySlice<Float>, images: Int, units: Int) -> [Float] {
    let places = maps.count / (images * units)
    return places == 1
      ? Array(maps) : SpatialMeans.of(maps, images: images, places: places, units: units)
  }
}
