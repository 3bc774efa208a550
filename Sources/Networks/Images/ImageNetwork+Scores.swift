import Kernels
import Tensors

/// Sees the maps of an image network as the ordinary forward pass makes them.
///
/// Never changes them.
public protocol MapObserver {
  /// Receives the maps of one site for a batch.
  ///
  /// - Parameters:
  ///   - site: where they were read.
  ///   - maps: [image][row][column][unit], row-major.
  ///   - images: the number of images.
  ///   - units: the number of units.
  mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) throws
}

extension ImageNetwork {
  /// The logits of a batch, [image][class], with dropout off and running statistics.
  public func logits(pixels: [Float], images: Int, in workspace: inout ImageNetworkWorkspace) -> [Float] {
    var pass = begin(pixels, images, &workspace)
    let readers = plan.lastReaders
    for index in 1..<plan.nodes.count {
      evaluate(index, images: images, lastReaders: readers, pass: &pass, in: &workspace)
    }
    return end(&pass, images, &workspace)
  }

  /// Shows the maps of `sites` to an observer, with dropout off and running statistics.
  ///
  /// - Parameters:
  ///   - pixels: [image][row][column][channel].
  ///   - images: how many there are.
  ///   - sites: what is shown; a site comes when the network makes it.
  ///   - workspace: the buffers.
  ///   - observer: sees the maps.
  /// - Throws: what the observer throws.
  public func observe(
    pixels: [Float], images: Int, sites: [Site], in workspace: inout ImageNetworkWorkspace,
    by observer: inout some MapObserver
  ) throws {
    var pass = begin(pixels, images, &workspace)
    let readers = plan.lastReaders
    var left = sites.count
    for index in 1..<plan.nodes.count where left > 0 {
      evaluate(index, images: images, lastReaders: readers, pass: &pass, in: &workspace)
      guard let site = plan.nodes[index].site, sites.contains(site) else { continue }
      let size = plan.nodes[index].size
      try observer.observe(
        site, pass.values[index][0..<images * size.count], images: images, units: size.channels)
      left -= 1
    }
    for index in plan.nodes.indices { pass.release(index, into: &workspace.pool) }
  }

  /// The scores of a batch under each of several sets of interventions, with dropout off and running statistics.
  ///
  /// What comes before the first changed site of a set is computed once for all sets. Images exchange values with others of
  /// the same ``resampledImages`` where units are resampled; one that is alone there keeps its own.
  ///
  /// - Parameters:
  ///   - pixels: [image][row][column][channel].
  ///   - labels: the class of each image.
  ///   - sets: interventions that belong together, which ``validate(_:)`` lets pass; an empty set changes nothing.
  ///   - firstImage: the number of the first image, for the draws of interventions.
  ///   - workspace: the buffers.
  /// - Returns: scores in the order of the sets.
  public func scores(
    pixels: [Float], labels: [Int32], underEach sets: [[Intervention]], firstImage: Int = 0,
    in workspace: inout ImageNetworkWorkspace
  ) -> [ClassScores] {
    let images = labels.count
    let firsts = sets.map { firstChange(of: $0) }
    var results = Array(repeating: ClassScores(), count: sets.count)
    var main = begin(pixels, images, &workspace)
    let readers = plan.lastReaders
    let last = firsts.max() ?? 0
    for index in 1..<plan.nodes.count where index <= last {
      evaluate(index, images: images, lastReaders: readers, pass: &main, in: &workspace)
      for (number, set) in sets.enumerated() where firsts[number] == index {
        var branch = main.branch
        change(index, images, set, firstImage, &branch, &workspace)
        for later in plan.nodes.indices where later > index {
          evaluate(later, images: images, lastReaders: readers, pass: &branch, in: &workspace)
          change(later, images, set, firstImage, &branch, &workspace)
        }
        results[number] = ClassScores(
          logits: end(&branch, images, &workspace), labels: labels, classes: configuration.classes)
      }
    }
    for index in plan.nodes.indices { main.release(index, into: &workspace.pool) }
    return results
  }

  /// The node after which a set changes something first; the last one where it changes nothing.
  private func firstChange(of set: [Intervention]) -> Int {
    plan.nodes.firstIndex { node in set.contains { $0.site == node.site } } ?? plan.last
  }

  private func begin(
    _ pixels: [Float], _ images: Int, _ workspace: inout ImageNetworkWorkspace
  ) -> ImagePass {
    precondition(images > 0 && pixels.count == images * plan.nodes[0].size.count, "\(pixels.count) pixels")
    workspace.prepare(nodes: plan.nodes.count)
    var pass = ImagePass(nodes: plan.nodes.count)
    pass.values[0] = pixels
    return pass
  }

  /// The value of the last node; the buffers go back.
  private func end(
    _ pass: inout ImagePass, _ images: Int, _ workspace: inout ImageNetworkWorkspace
  ) -> [Float] {
    let logits = Array(pass.values[plan.last][0..<images * configuration.classes])
    for index in plan.nodes.indices { pass.release(index, into: &workspace.pool) }
    return logits
  }

  /// The images of a block that an intervention changes together.
  ///
  /// Images that exchange values are neighbours in the order of all images, so that it does not matter where a block begins
  /// if that is between groups.
  private static func groups(of images: Int, from firstImage: Int, under intervention: Intervention)
    -> [Range<Int>]
  {
    guard intervention.resamples else { return [0..<images] }
    var groups: [Range<Int>] = []
    var start = 0
    while start < images {
      let end = min(start + resampledImages - (firstImage + start) % resampledImages, images)
      groups.append(start..<end)
      start = end
    }
    return groups
  }

  /// Applies the interventions at a node's site.
  private func change(
    _ index: Int, _ images: Int, _ interventions: [Intervention], _ firstImage: Int, _ pass: inout ImagePass,
    _ workspace: inout ImageNetworkWorkspace
  ) {
    guard let site = plan.nodes[index].site else { return }
    let size = plan.nodes[index].size
    for intervention in interventions where intervention.site == site {
      var value: [Float]
      if pass.isOwned[index] {
        value = pass.values[index]
        pass.values[index] = []
      } else {
        value = workspace.pool.take(images * size.count)
        copy(pass.values[index], images * size.count, to: &value)
      }
      for group in Self.groups(of: images, from: firstImage, under: intervention) {
        intervention.apply(
          to: &value, from: group.lowerBound * size.count, samples: group.count,
          rows: size.height * size.width,
          units: size.channels, at: Intervention.Place(firstSample: firstImage + group.lowerBound))
      }
      pass.set(index, value)
    }
  }
}

extension Intervention {
  /// Whether samples exchange values.
  var resamples: Bool { if case .resample = change { true } else { false } }
}
