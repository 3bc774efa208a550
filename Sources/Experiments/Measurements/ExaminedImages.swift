public import Corpora
public import Networks
public import SingleDirections
public import Tensors
import Training

/// An image network examined on the images of a part.
public struct ExaminedImages: ExaminedNetwork {
  private let network: ImageNetwork
  private let images: LabelledImages
  private let training: LabelledImages
  private let classNames: [String]
  private let transform: PixelTransform
  /// The identity of the images, as a probe has it.
  public let inputs: String

  /// How many training images the statistics of units are taken from.
  private static let statisticsImages = 10_000

  /// Creates an examination.
  ///
  /// - Parameters:
  ///   - network: the network.
  ///   - set: the images as the run trained on them.
  ///   - part: whose images are examined, with the labels that the run has for them.
  ///   - count: at most how many of them; nil for all.
  ///   - transform: how pixels become numbers.
  /// - Throws: a corpus error when the part is not there.
  public init(
    _ network: ImageNetwork, set: ImageSet, part: ImagePart, count: Int?, transform: PixelTransform
  ) throws {
    self.network = network
    // The choice depends on neither run nor seed, so that runs are compared on the same images.
    let key = RandomKey(seed: 0).child("examined")
    let probe = try ImageProbe(from: set, part: part, count: count ?? .max, key: key)
    (images, inputs) = (probe.images, probe.identity)
    training = try ImageProbe(from: set, part: .train, count: Self.statisticsImages, key: key).images
    classNames = set.classNames
    self.transform = transform
  }

  /// The number of images that are scored.
  public var count: Int { images.count }

  /// Every site but the logits.
  public var sites: [ExaminedSite] {
    network.sites.filter { $0.site.kind != .logits }.map {
      ExaminedSite($0.site, units: $0.units, isRectified: true)
    }
  }

  /// Images.
  public var samplesWord: String { "images" }

  /// The classes of the images.
  public var labellings: [Labelling] {
    [Labelling("class", classNames: classNames, labels: images.labels.map(Int.init))]
  }

  /// Scores all images under each set; what comes before the first changed site is computed once for all sets.
  public func scores(underEach sets: [[Intervention]], shouldStop: () -> Bool) throws -> [Score]? {
    // What is wrong besides the evaluation says.
    for intervention in sets.joined() where !sites.contains(where: { $0.site == intervention.site }) {
      throw NetworksError.unknownSite(name: intervention.site.name, known: sites.map(\.site.name))
    }
    return try ImageEvaluation.scores(
      of: network, on: images, transform: transform, underEach: sets, shouldStop: shouldStop
    )?.map { Score(count: images.count, meanLoss: $0.meanLoss, accuracy: $0.accuracy()) }
  }

  /// Over the places of the maps of up to 10,000 training images.
  public func statistics(
    of sites: [Site], along directions: [Site: Matrix<Float>], shouldStop: () -> Bool
  ) throws -> UnitStatistics? {
    var statistics = UnitStatistics(along: directions)
    return try observe(sites, training, by: &statistics, shouldStop) ? statistics : nil
  }

  /// One row an image.
  public func activations(of sites: [Site], shouldStop: () -> Bool) throws -> [SiteActivations]? {
    var collector = Collector()
    guard try observe(sites, images, by: &collector, shouldStop) else { return nil }
    return try self.sites.filter { sites.contains($0.site) }.map {
      try SiteActivations(site: $0.site.name, units: $0.units, rows: collector.rows[$0.site] ?? [])
    }
  }

  private func observe(
    _ sites: [Site], _ images: LabelledImages, by observer: inout some MapObserver, _ shouldStop: () -> Bool
  ) throws -> Bool {
    try ImageObservation.run(
      sites, of: network, on: images, transform: transform, by: &observer, shouldStop: shouldStop)
  }

  private struct Collector: MapObserver {
    var rows: [Site: [Float]] = [:]

    mutating func observe(_ site: Site, _ maps: ArraySlice<Float>, images: Int, units: Int) {
      rows[site, default: []] += ImageObservation.spatialMeans(maps, images: images, units: units)
    }
  }

  /// The filters of a convolution or a fully connected layer, as they are and with the scale of the batch normalisation
  /// behind them folded in.
  public func filterNorm(of site: Site) throws -> FilterNorm? {
    guard let filters = network.filters(of: site) else { return nil }
    return try FilterNorm(
      site: site.name, weights: filters.weights, units: filters.units,
      batchNorm: filters.normalization.map {
        BatchNormScale(weight: $0.weight, variance: $0.variance, epsilon: ImageNetwork.normalizationEpsilon)
      })
  }
}
