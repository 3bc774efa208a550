/// The shape of an LSTM language model.
public struct LanguageModelConfiguration: Codable, Equatable, Sendable {
  /// The number of words.
  public var vocabularySize: Int
  /// The width of a word's embedding.
  public var embeddingSize: Int
  /// The number of units of each LSTM layer.
  public var hiddenSize: Int
  /// The number of LSTM layers.
  public var layerCount: Int
  /// The probability with which a non-recurrent connection is dropped in training.
  public var dropout: Double
  /// Whether the decoder shares the encoder's matrix.
  public var tied: Bool

  private enum CodingKeys: String, CodingKey {
    case vocabularySize = "vocabulary_size"
    case embeddingSize = "embedding_size"
    case hiddenSize = "hidden_size"
    case layerCount = "layer_count"
    case dropout, tied
  }

  /// Creates a description; ``validate()`` checks it.
  public init(
    vocabularySize: Int, embeddingSize: Int, hiddenSize: Int, layerCount: Int, dropout: Double = 0,
    tied: Bool = false
  ) {
    self.vocabularySize = vocabularySize
    self.embeddingSize = embeddingSize
    self.hiddenSize = hiddenSize
    self.layerCount = layerCount
    self.dropout = dropout
    self.tied = tied
  }

  /// Checks every size.
  ///
  /// - Throws: ``NetworksError/configuration(key:value:allowed:)`` for the first that is out of range.
  public func validate() throws(NetworksError) {
    for (key, value, limit) in [
      ("vocabulary_size", vocabularySize, 10_000_000), ("embedding_size", embeddingSize, 65_536),
      ("hidden_size", hiddenSize, 65_536), ("layer_count", layerCount, 64),
    ] where value < 1 || value > limit {
      throw .configuration(key: key, value: "\(value)", allowed: "from 1 to \(limit)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw .configuration(key: "dropout", value: "\(dropout)", allowed: "at least 0 and below 1")
    }
    guard !tied || embeddingSize == hiddenSize else {
      throw .configuration(
        key: "embedding_size", value: "\(embeddingSize)",
        allowed: "equal to hidden_size (\(hiddenSize)) when weights are tied")
    }
  }

  /// The number of trained numbers.
  public var parameterCount: Int {
    var count = vocabularySize * embeddingSize + vocabularySize
    if !tied { count += vocabularySize * hiddenSize }
    for layer in 0..<layerCount {
      count += 4 * hiddenSize * (inputSize(ofLayer: layer) + hiddenSize + 2)
    }
    return count
  }

  /// The width of what a layer reads: the embedding for layer 0, else the hidden state below.
  public func inputSize(ofLayer layer: Int) -> Int { layer == 0 ? embeddingSize : hiddenSize }

  /// The number of units of a site; a layer's gates count four each.
  public func units(of site: Site) -> Int { site.kind == .gates ? 4 * hiddenSize : hiddenSize }

  private static let siteKinds: [Site.Kind] = [.hidden, .cell, .gates]

  /// Every site of the model with its number of units, in the order of layers.
  public var sites: [(site: Site, units: Int)] {
    (0..<layerCount).flatMap { layer in
      Self.siteKinds.map { (Site($0, layer: layer), units(of: Site($0, layer: layer))) }
    }
  }

  /// Reads site names.
  ///
  /// - Throws: ``NetworksError/unknownSite(name:known:)`` for a name that no layer has.
  public func sites(named names: [String]) throws(NetworksError) -> [Site] {
    var result: [Site] = []
    for name in names {
      guard let site = Site(name: name), Self.siteKinds.contains(site.kind), site.layer < layerCount else {
        throw .unknownSite(name: name, known: sites.map(\.site.name))
      }
      result.append(site)
    }
    return result
  }
}
