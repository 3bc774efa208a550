import Kernels

/// The size of one image's maps: rows, columns, channels.
struct MapSize: Equatable, Sendable {
  var height: Int
  var width: Int
  var channels: Int

  /// The numbers of one image's maps.
  var count: Int { height * width * channels }
}

/// One operation of an image network, on the value of an earlier one.
struct NetworkNode: Equatable, Sendable {
  /// What is done; numbers name parameters and statistics of the network.
  enum Operation: Equatable, Sendable {
    /// The images themselves.
    case input
    /// A convolution, or a product where the filter and the image are one pixel.
    case convolution(weight: Int, ConvolutionShape)
    /// Batch normalisation, then perhaps a rectifier.
    case normalization(scale: Int, shift: Int, statistics: Int, rectify: Bool)
    /// A bias for each channel, then perhaps a rectifier.
    case bias(shift: Int, rectify: Bool)
    /// The sum with the value of another node, rectified.
    case rectifiedSum(with: Int)
    /// Every second row and column, with channels of zeros before and after: the shortcut without parameters of He et al.
    case subsample(stride: Int, zerosBefore: Int)
    /// The greatest value of windows.
    case maxPool(PoolingShape)
    /// The mean of windows.
    case meanPool(PoolingShape)
    /// Inverted dropout in training; the number tells dropouts of a network apart.
    case dropout(index: Int)
  }

  let operation: Operation
  /// The node whose value it reads.
  let input: Int
  /// The size of what it makes.
  let size: MapSize
  /// What the place after it is called.
  var site: Site?

  /// The nodes whose values it reads.
  var inputs: [Int] {
    switch operation {
    case .input: []
    case .rectifiedSum(let other): [input, other]
    default: [input]
    }
  }
}

/// A parameter of an image network, before it has a value.
struct ParameterPlan: Equatable, Sendable {
  /// How its numbers lie in memory, which is not how PyTorch has them.
  enum Layout: Equatable, Sendable {
    /// [output][row][column][input]; PyTorch has [output][input][row][column].
    case filters(outputs: Int, filter: Int, inputs: Int)
    /// [output][row][column][channel] of the maps that a fully connected layer reads; PyTorch has [output][channel·row·column].
    case dense(outputs: Int, MapSize)
    /// One number a channel.
    case vector(Int)
  }

  /// What it is, for drawing its first value.
  enum Role: Equatable, Sendable {
    case weight, bias, normScale, normShift
  }

  let name: String
  let layout: Layout
  let role: Role

  /// The numbers that one output sums over; of a bias, those of the weight beside it.
  let fanIn: Int
}

/// The running statistics of a batch normalisation.
struct StatisticsPlan: Equatable, Sendable {
  /// The name of the normalisation.
  let name: String
  let channels: Int
}

/// The operations of an image network in order, and what parameters they have.
struct NetworkPlan: Equatable, Sendable {
  private(set) var nodes: [NetworkNode]
  private(set) var parameters: [ParameterPlan] = []
  private(set) var statistics: [StatisticsPlan] = []
  private var dropouts = 0

  /// A plan that does nothing yet to images of a size.
  init(input: MapSize) {
    nodes = [NetworkNode(operation: .input, input: 0, size: input)]
  }

  /// The last node.
  var last: Int { nodes.count - 1 }
  /// The size of what the last node makes.
  var size: MapSize { nodes[last].size }

  /// Names the place after the last node.
  mutating func name(_ site: Site) { nodes[last].site = site }

  private mutating func append(_ operation: NetworkNode.Operation, _ input: Int, _ size: MapSize) {
    nodes.append(NetworkNode(operation: operation, input: input, size: size))
  }

  private mutating func parameter(
    _ name: String, _ layout: ParameterPlan.Layout, _ role: ParameterPlan.Role, fanIn: Int
  ) -> Int {
    parameters.append(ParameterPlan(name: name, layout: layout, role: role, fanIn: fanIn))
    return parameters.count - 1
  }

  /// A convolution without bias.
  mutating func convolve(
    _ name: String, channels: Int, filter: Int, stride: Int = 1, padding: Int, from input: Int? = nil
  ) {
    let input = input ?? last
    let source = nodes[input].size
    let shape = ConvolutionShape(
      images: 1, height: source.height, width: source.width, inputs: source.channels, outputs: channels,
      filter: filter, stride: stride, padding: padding)
    let weight = parameter(
      "\(name).weight", .filters(outputs: channels, filter: filter, inputs: source.channels), .weight,
      fanIn: shape.patch)
    append(
      .convolution(weight: weight, shape), input,
      MapSize(height: shape.outputHeight, width: shape.outputWidth, channels: channels))
  }

  /// A fully connected layer without bias, which reads the maps of an image as one row.
  mutating func connect(_ name: String, units: Int) {
    let shape = ConvolutionShape(
      images: 1, height: 1, width: 1, inputs: size.count, outputs: units, filter: 1)
    let weight = parameter("\(name).weight", .dense(outputs: units, size), .weight, fanIn: size.count)
    append(.convolution(weight: weight, shape), last, MapSize(height: 1, width: 1, channels: units))
  }

  /// A bias, which belongs to the layer of that name.
  mutating func bias(_ name: String, rectify: Bool) {
    let fanIn = parameters.last?.fanIn ?? 1
    let shift = parameter("\(name).bias", .vector(size.channels), .bias, fanIn: fanIn)
    append(.bias(shift: shift, rectify: rectify), last, size)
  }

  /// Batch normalisation.
  mutating func normalize(_ name: String, rectify: Bool) {
    let scale = parameter("\(name).weight", .vector(size.channels), .normScale, fanIn: 1)
    let shift = parameter("\(name).bias", .vector(size.channels), .normShift, fanIn: 1)
    statistics.append(StatisticsPlan(name: name, channels: size.channels))
    append(
      .normalization(scale: scale, shift: shift, statistics: statistics.count - 1, rectify: rectify), last,
      size)
  }

  /// The sum of the last node with another, rectified.
  mutating func addRectified(_ other: Int) {
    precondition(nodes[other].size == size, "the shortcut is \(nodes[other].size), the branch \(size)")
    append(.rectifiedSum(with: other), last, size)
  }

  /// A shortcut without parameters to `channels` channels.
  mutating func subsample(_ input: Int, stride: Int, channels: Int) {
    let source = nodes[input].size
    append(
      .subsample(stride: stride, zerosBefore: (channels - source.channels) / 2), input,
      MapSize(
        height: (source.height + stride - 1) / stride, width: (source.width + stride - 1) / stride,
        channels: channels))
  }

  private func pooling(window: Int, stride: Int, padding: Int) -> (PoolingShape, MapSize) {
    let shape = PoolingShape(
      images: 1, height: size.height, width: size.width, channels: size.channels, window: window,
      stride: stride, padding: padding)
    return (shape, MapSize(height: shape.outputHeight, width: shape.outputWidth, channels: size.channels))
  }

  /// The greatest value of windows.
  mutating func maxPool(window: Int, stride: Int, padding: Int = 0) {
    let (shape, size) = pooling(window: window, stride: stride, padding: padding)
    append(.maxPool(shape), last, size)
  }

  /// The mean over all rows and columns; maps must be square.
  mutating func meanPool() {
    let (shape, size) = pooling(window: size.height, stride: size.height, padding: 0)
    append(.meanPool(shape), last, size)
  }

  /// Dropout, where its probability is above 0.
  mutating func drop(_ probability: Double) {
    guard probability > 0 else { return }
    // The site stays where it was: before the dropout, which recording never sees.
    append(.dropout(index: dropouts), last, size)
    dropouts += 1
  }

  /// For each node, the last one that reads its value.
  var lastReaders: [Int] {
    var readers = Array(nodes.indices)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { readers[input] = max(readers[input], index) }
    }
    return readers
  }
}
