import Kernels
public import Tensors

/// A network that reads images and gives each class a logit: an MLP, a convolutional or a residual network.
///
/// Maps lie as [image][row][column][channel], filters as [output][row][column][input]; files have PyTorch's layout. A
/// residual network's parameters have torchvision's names; others are named after their sites.
public struct ImageNetwork: Parameterized, Equatable, Sendable {
  /// The running statistics of a batch normalisation.
  public struct Statistics: Equatable, Sendable {
    /// The name of the normalisation.
    public let name: String
    /// The mean of each channel.
    public var mean: [Float]
    /// The variance of each channel, of a sample.
    public var variance: [Float]
  }

  /// The network's shape.
  public let configuration: ImageNetworkConfiguration
  /// What it does, in order.
  let plan: NetworkPlan
  /// The values of the plan's parameters.
  var values: [Tensor]
  /// The running statistics of each batch normalisation, in order.
  public internal(set) var statistics: [Statistics]

  /// Creates a network whose weights and biases are 0 and whose normalisations do nothing but rectify.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)``.
  public init(zero configuration: ImageNetworkConfiguration) throws(NetworksError) {
    try configuration.validate()
    self.configuration = configuration
    plan = NetworkPlan(configuration)
    values = plan.parameters.map { Tensor(shape: $0.layout.shape, repeating: $0.role == .normScale ? 1 : 0) }
    statistics = plan.statistics.map {
      Statistics(
        name: $0.name, mean: Array(repeating: 0, count: $0.channels),
        variance: Array(repeating: 1, count: $0.channels))
    }
  }

  /// Visits every parameter, in the order in which they are used.
  public mutating func visit(_ body: (_ name: String, _ parameter: inout Tensor) throws -> Void) rethrows {
    for index in values.indices { try body(plan.parameters[index].name, &values[index]) }
  }

  /// Every site with the size of its maps, in the order in which they are made.
  public var sites: [(site: Site, height: Int, width: Int, units: Int)] {
    plan.nodes.compactMap { node in
      node.site.map { ($0, node.size.height, node.size.width, node.size.channels) }
    }
  }

  /// Reads site names.
  ///
  /// - Throws: ``NetworksError/unknownSite(name:known:)`` for a name that no layer has.
  public func sites(named names: [String]) throws(NetworksError) -> [Site] {
    let known = sites.map(\.site)
    var result: [Site] = []
    for name in names {
      guard let site = Site(name: name), known.contains(site) else {
        throw .unknownSite(name: name, known: known.map(\.name))
      }
      result.append(site)
    }
    return result
  }

  /// The numbers of an image's largest map, the image itself among them.
  public var largestMap: Int { plan.nodes.map(\.size.count).max() ?? 0 }

  /// How many images should pass through the network at once where nothing is trained: as many as have a largest map of
  /// ``blockBudget`` numbers together, and from 1 to 250.
  ///
  /// A pass keeps up to about five maps at a time, so that its memory stays below 400 MiB; what it computes does not depend
  /// on the number. Blocks of sets that resample are whole groups of ``resampledImages``.
  ///
  /// - Parameter sets: the interventions that the images will pass under.
  public func imagesPerBlock(under sets: [[Intervention]] = []) -> Int {
    let images = min(max(Self.blockBudget / largestMap, 1), 250)
    let group = Self.resampledImages
    return sets.contains { $0.contains(where: \.resamples) } ? max(images / group * group, group) : images
  }

  /// The most numbers that the largest maps of a block have together, 64 MiB of Float32.
  public static let blockBudget = 1 << 24

  /// How many images in a row exchange values where units are resampled, whatever the block.
  public static let resampledImages = 25

  /// Checks interventions against the sites of the network and their units.
  ///
  /// - Throws: ``NetworksError/unknownSite(name:known:)``, ``NetworksError/configuration(key:value:allowed:)``.
  public func validate(_ interventions: [Intervention]) throws(NetworksError) {
    let sites = sites
    for intervention in interventions {
      guard let site = sites.first(where: { $0.site == intervention.site }) else {
        throw .unknownSite(name: intervention.site.name, known: sites.map(\.site.name))
      }
      try intervention.validate(units: site.units)
    }
  }

  /// The multiply-adds of one image's forward pass.
  public var multiplyAdds: Int {
    plan.nodes.reduce(0) { sum, node in
      guard case .convolution(_, let shape) = node.operation else { return sum }
      return sum + shape.outputPixels * shape.outputs * shape.patch
    }
  }
}

extension ParameterPlan.Layout {
  /// The shape in memory.
  var shape: [Int] {
    switch self {
    case .filters(let outputs, let filter, let inputs): [outputs, filter, filter, inputs]
    case .dense(let outputs, let size): [outputs, size.height, size.width, size.channels]
    case .vector(let count): [count]
    }
  }

  /// The shape in a file.
  var fileShape: [Int] {
    switch self {
    case .filters(let outputs, let filter, let inputs): [outputs, inputs, filter, filter]
    case .dense(let outputs, let size): [outputs, size.count]
    case .vector(let count): [count]
    }
  }

  /// The tensor of a file from that in memory.
  func toFile(_ tensor: Tensor) -> Tensor {
    guard let (outer, places, channels) = parts else { return tensor }
    return Tensor(
      shape: fileShape, elements: Self.swapped(tensor.elements, outer, places, channels))
  }

  /// The tensor in memory from that of a file.
  func fromFile(_ tensor: Tensor) -> Tensor {
    guard let (outer, places, channels) = parts else { return tensor }
    return Tensor(shape: shape, elements: Self.swapped(tensor.elements, outer, channels, places))
  }

  /// Outputs, places and channels, where files have the last two the other way round.
  private var parts: (Int, Int, Int)? {
    switch self {
    case .filters(let outputs, let filter, let inputs): (outputs, filter * filter, inputs)
    case .dense(let outputs, let size): (outputs, size.height * size.width, size.channels)
    case .vector: nil
    }
  }

  /// [outer][rows][columns] as [outer][columns][rows].
  private static func swapped(_ values: [Float], _ outer: Int, _ rows: Int, _ columns: Int) -> [Float] {
    guard rows > 1, columns > 1 else { return values }
    var result = [Float](repeating: 0, count: values.count)
    for start in stride(from: 0, to: values.count, by: rows * columns) {
      for row in 0..<rows {
        for column in 0..<columns {
          result[start + column * rows + row] = values[start + row * columns + column]
        }
      }
    }
    return result
  }
}
