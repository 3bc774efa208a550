public import Corpora
public import Networks
import Tensors

/// Scores an image network on all images of a part.
public enum ImageEvaluation {
  /// The scores under each of several sets of interventions, with dropout off and running statistics.
  ///
  /// The images pass in blocks of ``ImageNetwork/imagesPerBlock(under:)``, on which the scores do not depend. Where units
  /// are resampled they pass in a fixed random order: images of one class often lie side by side in a set, and a value
  /// from the same class says too much.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - images: what is scored.
  ///   - transform: how pixels become numbers.
  ///   - sets: interventions that belong together; what comes before the first changed site is computed once for all.
  ///   - shouldStop: asked before each block of images and some hundred sets; true ends the evaluation.
  /// - Returns: sums over the images in the order of the sets; nil when it was stopped.
  /// - Throws: `NetworksError` for an intervention at a site, or on a unit, that the network does not have.
  public static func scores(
    of network: ImageNetwork, on images: LabelledImages, transform: PixelTransform,
    underEach sets: [[Intervention]], shouldStop: () -> Bool = { false }
  ) throws(NetworksError) -> [ClassTotals]? {
    for set in sets { try network.validate(set) }
    return scores(
      of: network, on: images, transform: transform, underEach: sets,
      block: network.imagesPerBlock(under: sets), shouldStop: shouldStop)
  }

  /// As many sets share a pass as leave little to share, and yet ask often enough whether to stop.
  private static let setsAtOnce = 256

  /// The scores in blocks of a given number of images; the interventions must be valid.
  static func scores(
    of network: ImageNetwork, on images: LabelledImages, transform: PixelTransform,
    underEach sets: [[Intervention]], block: Int, shouldStop: () -> Bool
  ) -> [ClassTotals]? {
    var workspace = ImageNetworkWorkspace()
    var results = Array(repeating: ClassTotals(), count: sets.count)
    let resamples = sets.contains { $0.contains { if case .resample = $0.change { true } else { false } } }
    let order =
      resamples
      ? RandomKey(seed: 0).child("resampled images").permutation(images.count) : Array(0..<images.count)
    for first in stride(from: 0, to: images.count, by: block) {
      let batch = transform.batch(images, order[first..<min(first + block, images.count)])
      for start in stride(from: 0, to: sets.count, by: setsAtOnce) {
        guard !shouldStop() else { return nil }
        let scores = network.scores(
          pixels: batch.pixels, labels: batch.labels,
          underEach: Array(sets[start..<min(start + setsAtOnce, sets.count)]), firstImage: first,
          in: &workspace)
        for (index, part) in scores.enumerated() { results[start + index].add(part) }
      }
    }
    return results
  }

  /// The scores with dropout off and running statistics; nil when it was stopped.
  public static func scores(
    of network: ImageNetwork, on images: LabelledImages, transform: PixelTransform,
    shouldStop: () -> Bool = { false }
  ) -> ClassTotals? {
    scores(
      of: network, on: images, transform: transform, underEach: [[]], block: network.imagesPerBlock(),
      shouldStop: shouldStop)?.first
  }
}
