import Kernels

/// The buffers of an image network, kept between batches so that nothing is allocated in training.
public struct ImageNetworkWorkspace: Sendable {
  /// The values of the last training pass.
  var pass = ImagePass()
  /// The gradient of each node's value on the way back; empty where there is none.
  var gradients: [[Float]] = []
  /// What each normalisation and bias did in the last training pass, by node.
  var channelMaps: [ChannelMap?] = []
  /// Where the greatest values of each pooling stood, by node.
  var places: [[Int32]] = []
  /// Buffers that nothing uses.
  var pool = BufferPool()
  /// The weights of the product at hand.
  var packed = PackedMatrix()
  /// Scratch of the gradients of a convolution.
  var panels = PanelBuffer()

  /// Creates empty buffers; they grow with the first batch.
  public init() {}

  mutating func prepare(nodes: Int) {
    guard pass.values.count != nodes else { return }
    pass = ImagePass(nodes: nodes)
    gradients = Array(repeating: [], count: nodes)
    channelMaps = Array(repeating: nil, count: nodes)
    places = Array(repeating: [], count: nodes)
  }
}

/// The values that a forward pass has made and that later nodes still read.
struct ImagePass: Sendable {
  /// By node; empty where there is none.
  var values: [[Float]] = []
  /// Whether a value belongs to this pass alone, which may then change it in place and give its buffer back.
  var isOwned: [Bool] = []

  init() {}

  init(nodes: Int) {
    values = Array(repeating: [], count: nodes)
    isOwned = Array(repeating: false, count: nodes)
  }

  /// A pass that goes on from the same values and leaves them as they are.
  var branch: ImagePass {
    var result = self
    result.isOwned = Array(repeating: false, count: values.count)
    return result
  }

  /// Lets go of a value.
  mutating func release(_ node: Int, into pool: inout BufferPool) {
    if isOwned[node] { pool.give(values[node]) }
    values[node] = []
    isOwned[node] = false
  }

  mutating func set(_ node: Int, _ value: consuming [Float]) {
    values[node] = value
    isOwned[node] = true
  }
}

/// Buffers that are lent and given back.
struct BufferPool: Sendable {
  private var free: [[Float]] = []

  /// A buffer of at least `count` numbers, whatever they are.
  mutating func take(_ count: Int) -> [Float] {
    var best: Int?
    for (index, buffer) in free.enumerated() where buffer.count >= count && buffer.count <= 2 * count {
      if best.map({ buffer.count < free[$0].count }) ?? true { best = index }
    }
    guard let best else { return [Float](repeating: 0, count: count) }
    return free.remove(at: best)
  }

  /// Takes a buffer back.
  mutating func give(_ buffer: consuming [Float]) {
    if !buffer.isEmpty { free.append(buffer) }
  }
}

/// x ← scale·x + shift by channels, then perhaps rectified: what a bias or a normalisation does.
struct ChannelMap: Sendable {
  var scale: [Float]
  var shift: [Float]
  /// The mean that a normalisation took off; 0 for a bias.
  var mean: [Float]
  /// 1 / √(variance + ε); 1 for a bias.
  var inverseDeviation: [Float]
  /// Whether mean and deviation are those of the batch, through which gradients flow.
  var isOfBatch: Bool
}
