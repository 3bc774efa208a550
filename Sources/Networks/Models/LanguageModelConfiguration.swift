/// The shape of a recurrent language model.
public struct LanguageModelConfiguration: Equatable, Sendable {
  /// The number of words.
  public var vocabularySize: Int
  /// The width of a word's embedding.
  public var embeddingSize: Int
  /// What every layer computes.
  public var cell: RecurrentCell
  /// The number of units of each layer, from the input up.
  public var hiddenSizes: [Int]
  /// The probability with which a non-recurrent connection is dropped in training, each number by itself.
  public var dropout: Double
  /// Whether the decoder shares the encoder's matrix.
  public var tied: Bool
  /// The regularisation of the AWD-LSTM, in the place of ``dropout``; nil for none.
  public var regularization: Regularization?

  /// Creates a description of layers of one width; ``validate()`` checks it.
  public init(
    vocabularySize: Int, embeddingSize: Int, cell: RecurrentCell = .lstm, hiddenSize: Int, layerCount: Int,
    dropout: Double = 0, tied: Bool = false
  ) {
    self.init(
      vocabularySize: vocabularySize, embeddingSize: embeddingSize, cell: cell,
      hiddenSizes: [Int](repeating: hiddenSize, count: max(0, layerCount)), dropout: dropout, tied: tied)
  }

  /// Creates a description; ``validate()`` checks it.
  public init(
    vocabularySize: Int, embeddingSize: Int, cell: RecurrentCell = .lstm, hiddenSizes: [Int],
    dropout: Double = 0, tied: Bool = false, regularization: Regularization? = nil
  ) {
    self.vocabularySize = vocabularySize
    self.embeddingSize = embeddingSize
    self.cell = cell
    self.hiddenSizes = hiddenSizes
    self.dropout = dropout
    self.tied = tied
    self.regularization = regularization
  }

  /// The number of layers.
  public var layerCount: Int { hiddenSizes.count }
  /// The number of units of the top layer.
  public var outputSize: Int { hiddenSizes.last ?? 0 }
  /// The widest of the embedding and the layers.
  var widest: Int { max(embeddingSize, hiddenSizes.max() ?? 0) }

  /// Such as `LSTM 2 × 200` or `LSTM 1150, 1150, 400`.
  public var title: String {
    Set(hiddenSizes).count == 1
      ? "\(cell.title) \(layerCount) × \(outputSize)"
      : "\(cell.title) \(hiddenSizes.map(String.init).joined(separator: ", "))"
  }

  /// Checks every size.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for the first that is out of range.
  public func validate() throws(NetworksError) {
    for (key, value, limit) in [
      ("vocabulary_size", vocabularySize, 10_000_000), ("embedding_size", embeddingSize, 65_536),
      ("layer_count", layerCount, 64),
    ] + hiddenSizes.map({ ("hidden_size", $0, 65_536) }) where value < 1 || value > limit {
      throw .configuration(key: key, value: "\(value)", allowed: "from 1 to \(limit)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw .configuration(key: "dropout", value: "\(dropout)", allowed: "at least 0 and below 1")
    }
    guard !tied || embeddingSize == outputSize else {
      throw .configuration(
        key: "embedding_size", value: "\(embeddingSize)",
        allowed: "equal to the width of the last layer (\(outputSize)) when weights are tied")
    }
    guard let regularization else { return }
    try regularization.validate()
    guard dropout == 0 || !regularization.drops else {
      throw .configuration(
        key: "dropout", value: "\(dropout)",
        allowed: "0 beside dropout over windows, whose output_dropout takes its place")
    }
  }

  /// The number of trained numbers.
  public var parameterCount: Int {
    var count = vocabularySize * embeddingSize + vocabularySize
    if !tied { count += vocabularySize * outputSize }
    for layer in 0..<layerCount {
      count += cell.gates * hiddenSizes[layer] * (inputSize(ofLayer: layer) + hiddenSizes[layer] + 2)
    }
    return count
  }

  /// The width of what a layer reads: the embedding for layer 0, else the hidden state below.
  public func inputSize(ofLayer layer: Int) -> Int { layer == 0 ? embeddingSize : hiddenSizes[layer - 1] }

  /// The number of units of a site; of its gates each counts.
  public func units(of site: Site) -> Int {
    site.kind == .gates ? cell.gates * hiddenSizes[site.layer] : hiddenSizes[site.layer]
  }

  /// Every site of the model with its number of units, in the order of layers.
  public var sites: [(site: Site, units: Int)] {
    (0..<layerCount).flatMap { layer in
      cell.siteKinds.map { (Site($0, layer: layer), units(of: Site($0, layer: layer))) }
    }
  }

  /// The states of every layer, which can be recorded, clamped and disturbed.
  public var stateSites: [Site] {
    (0..<layerCount).flatMap { layer in cell.stateKinds.map { Site($0, layer: layer) } }
  }

  /// Reads site names.
  ///
  /// - Throws: ``NetworksError/unknownSite(name:known:)`` for a name that no layer has.
  public func sites(named names: [String]) throws(NetworksError) -> [Site] {
    var result: [Site] = []
    for name in names {
      guard let site = Site(name: name), cell.siteKinds.contains(site.kind), site.layer < layerCount else {
        throw .unknownSite(name: name, known: sites.map(\.site.name))
      }
      result.append(site)
    }
    return result
  }
}

extension LanguageModelConfiguration: Codable {
  private enum CodingKeys: String, CodingKey {
    case vocabularySize = "vocabulary_size"
    case embeddingSize = "embedding_size"
    case cell
    case hiddenSize = "hidden_size"
    case hiddenSizes = "hidden_sizes"
    case layerCount = "layer_count"
    case dropout, tied, regularization
  }

  /// Reads a description: `hidden_sizes` where layers differ, else `hidden_size` and `layer_count`; without `cell` an LSTM.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let sizes = try container.decodeIfPresent([Int].self, forKey: .hiddenSizes)
    let equal = try container.decodeIfPresent(Int.self, forKey: .hiddenSize)
    let count = try container.decodeIfPresent(Int.self, forKey: .layerCount)
    if sizes != nil, equal != nil {
      throw DecodingError.dataCorruptedError(
        forKey: .hiddenSizes, in: container,
        debugDescription: "hidden_size is given too; leave one of the two out")
    }
    if let sizes, let count, count != sizes.count {
      throw DecodingError.dataCorruptedError(
        forKey: .layerCount, in: container,
        debugDescription: "\(count) layers, but hidden_sizes has \(sizes.count); leave one of the two out")
    }
    let widths: [Int]
    if let sizes {
      widths = sizes
    } else {
      let size = try equal ?? container.decode(Int.self, forKey: .hiddenSize)
      let layers = try count ?? container.decode(Int.self, forKey: .layerCount)
      // A count that no model can have is refused with its name, not made into an array.
      guard (0...64).contains(layers) else {
        throw NetworksError.configuration(key: "layer_count", value: "\(layers)", allowed: "from 1 to 64")
      }
      widths = [Int](repeating: size, count: layers)
    }
    self.init(
      vocabularySize: try container.decode(Int.self, forKey: .vocabularySize),
      embeddingSize: try container.decode(Int.self, forKey: .embeddingSize),
      cell: try container.decodeIfPresent(RecurrentCell.self, forKey: .cell) ?? .lstm, hiddenSizes: widths,
      dropout: try container.decode(Double.self, forKey: .dropout),
      tied: try container.decode(Bool.self, forKey: .tied),
      regularization: try container.decodeIfPresent(Regularization.self, forKey: .regularization))
  }

  /// Writes `hidden_sizes` only where layers differ.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(vocabularySize, forKey: .vocabularySize)
    try container.encode(embeddingSize, forKey: .embeddingSize)
    // An LSTM is not named, as before there were others, so that equal recipes have equal bytes.
    if cell != .lstm { try container.encode(cell, forKey: .cell) }
    if Set(hiddenSizes).count == 1 {
      try container.encode(outputSize, forKey: .hiddenSize)
      try container.encode(layerCount, forKey: .layerCount)
    } else {
      try container.encode(hiddenSizes, forKey: .hiddenSizes)
    }
    try container.encode(dropout, forKey: .dropout)
    try container.encode(tied, forKey: .tied)
    try container.encodeIfPresent(regularization, forKey: .regularization)
  }
}
