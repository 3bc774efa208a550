/// A site whose activations a probe records: its name, the number of its units, and the size of its maps.
public struct SiteDescription: Codable, Equatable, Sendable {
  /// The site's name, such as `h_l0` or `conv_l0`.
  public var name: String
  /// The number of units, at least 1; those of a convolution are its channels.
  public var units: Int
  /// The rows of a map; nil where a unit has one number a sample, as of a dense layer or a spatial mean.
  public var rows: Int?
  /// The columns of a map; nil where ``rows`` is.
  public var columns: Int?

  /// Creates a description; full maps of an image probe have rows and columns.
  public init(name: String, units: Int, rows: Int? = nil, columns: Int? = nil) {
    self.name = name
    self.units = units
    self.rows = rows
    self.columns = columns
  }

  /// Whether full maps are kept.
  public var isMap: Bool { rows != nil || columns != nil }

  /// The number of positions of a map, rows · columns; 1 where there is none.
  public var positions: Int { (rows ?? 1) * (columns ?? 1) }
}

/// What a probe feeds to the network, sample by sample.
public enum ProbeContent: Codable, Equatable, Sendable {
  /// Windows of tokens: the inputs, and the index of each in its split, both [window][position].
  case tokens(ids: [Int32], offsets: [Int64])
  /// Labelled images: the index of each in its part of the set, and its label, both [sample].
  case images(indices: [Int64], labels: [Int32])

  /// Whether the samples are images.
  public var isImages: Bool { if case .images = self { true } else { false } }
}

/// What a probe feeds to the network and where it is read: enough to know whether two snapshots are comparable.
public struct ProbeDescription: Codable, Equatable, Sendable {
  /// `convergence`, `sequence`, `sequence_reset` or `images`; the name of the group in the store.
  public var name: String
  /// The number of windows, at least 1; of an image probe the number of images.
  public var windows: Int
  /// The number of positions of a window, at least 1; of an image probe 1.
  public var positions: Int
  /// The inputs.
  public var content: ProbeContent
  /// The split that the inputs come from: `train`, `valid` or `test`.
  public var split: String
  /// `carried` when a window goes on from the state of the one before, `reset` when each begins from zeros, `none` for
  /// images.
  public var startState: String
  /// The sites, in the order of the arrays, which is that of the network.
  public var sites: [SiteDescription]
  /// SHA-256 of the probe, in hexadecimal.
  public var identity: String

  /// Describes a probe of token windows; ids and offsets are [window][position].
  public init(
    name: String, windows: Int, positions: Int, tokenIDs: [Int32], tokenOffsets: [Int64], split: String,
    startState: String, sites: [SiteDescription], identity: String
  ) {
    self.name = name
    self.windows = windows
    self.positions = positions
    content = .tokens(ids: tokenIDs, offsets: tokenOffsets)
    self.split = split
    self.startState = startState
    self.sites = sites
    self.identity = identity
  }

  /// Describes a probe of labelled images; each has an index in its part of the set, and a label.
  public init(
    name: String = "images", sampleIndices: [Int64], labels: [Int32], split: String,
    sites: [SiteDescription], identity: String
  ) {
    self.name = name
    windows = sampleIndices.count
    positions = 1
    content = .images(indices: sampleIndices, labels: labels)
    self.split = split
    startState = "none"
    self.sites = sites
    self.identity = identity
  }

  /// The number of images of an image probe, or of windows.
  public var samples: Int { windows }

  /// The inputs, [window][position]; empty for an image probe, which can be given none.
  public var tokenIDs: [Int32] {
    get { if case .tokens(let ids, _) = content { ids } else { [] } }
    set { setTokens(ids: newValue, offsets: tokenOffsets) }
  }

  /// The index of each input in its split, [window][position]; empty for an image probe.
  public var tokenOffsets: [Int64] {
    get { if case .tokens(_, let offsets) = content { offsets } else { [] } }
    set { setTokens(ids: tokenIDs, offsets: newValue) }
  }

  /// The index of each image in its part of the set; empty for a probe of tokens.
  public var sampleIndices: [Int64] { if case .images(let indices, _) = content { indices } else { [] } }

  /// The label of each image; empty for a probe of tokens.
  public var labels: [Int32] { if case .images(_, let labels) = content { labels } else { [] } }

  private mutating func setTokens(ids: [Int32], offsets: [Int64]) {
    precondition(!content.isImages, "\(ids.count) tokens for '\(name)', a probe of \(windows) images")
    content = .tokens(ids: ids, offsets: offsets)
  }
}
