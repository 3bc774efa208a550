public import Storage
import Tensors

/// What `language.json` in the folder of a generated corpus says.
public struct SyntheticCorpus: Codable, Equatable, Sendable {
  /// What is known about one text.
  public struct Text: Codable, Equatable, Sendable {
    /// The number of tokens, one `<eos>` a line.
    public let tokens: Int
    /// The SHA-256 of the file.
    public let sha256: String
    /// The mean loss of the true distribution, in nats, over all tokens but the first.
    public let meanLoss: Double
    /// The standard error of that mean.
    public let standardError: Double
    /// The lowest perplexity that a model can reach on this text, but for chance: exp of the mean loss.
    public let perplexity: Double
    /// The mean entropy of the distributions from which the tokens were drawn, in nats.
    public let meanEntropy: Double

    enum CodingKeys: String, CodingKey {
      case tokens, sha256, perplexity
      case meanLoss = "mean_loss"
      case standardError = "standard_error"
      case meanEntropy = "mean_entropy"
    }
  }

  /// The name of the file that holds this.
  public static let fileName = "language.json"

  /// The version of the grammar that this program writes and reads.
  static let currentVersion = 1

  /// The version of the grammar.
  public let version: Int
  /// The seed of the language and of its texts.
  public let seed: UInt64
  /// The size and the shape of the language.
  public let configuration: SyntheticLanguage.Configuration
  /// The number of words in the language; rare ones may be absent from a short corpus.
  public let words: Int
  /// What the columns of the label arrays are.
  public let labels: [String]
  /// The texts, by the split's name.
  public let texts: [String: Text]

  /// Generates a corpus: three texts, the true loss and the labels of each held-out token, and `language.json`.
  ///
  /// `truth/valid_loss.npy` has a Float64 for each token but the first; `truth/valid_labels.npy` is Int32 [token, label],
  /// what the grammar knows after each token. Same seed, same bytes.
  ///
  /// - Parameters:
  ///   - folder: Where to write; made when it is absent. A folder that holds other texts is refused.
  ///   - language: The language.
  ///   - tokens: The least number of tokens of train, valid and test; each text ends with a whole sentence.
  ///   - fileSystem: Where to write.
  /// - Returns: What was written into `language.json`.
  @discardableResult
  public static func write(
    to folder: String, language: SyntheticLanguage, tokens: (train: Int, valid: Int, test: Int),
    in fileSystem: any FileSystem
  ) throws -> SyntheticCorpus {
    let isOurs = try fileSystem.exists(Path.join(folder, fileName))
    if !isOurs, try Split.allCases.contains(where: { try fileSystem.exists(Path.join(folder, "\($0).txt")) })
    {
      throw CorporaError.usage(
        "\(folder) holds texts that were not generated; name another folder for the synthetic language")
    }
    let truth = Path.join(folder, "truth")
    try fileSystem.makeFolders(truth)
    // The texts come last: a stop before leaves a folder without them, which the next generation completes.
    var files: [(path: String, bytes: [UInt8])] = []
    var texts: [String: Text] = [:]
    for (split, count) in zip(Split.allCases, [tokens.train, tokens.valid, tokens.test]) {
      let key = RandomKey(seed: language.seed).child("synthetic language").child("text").child(split.rawValue)
      let text = language.generate(tokens: count, key: key)
      let bytes = Array(language.vocabulary.text(text).utf8)
      files.append((Path.join(folder, "\(split).txt"), bytes))
      let losses = try language.trueLosses(text)
      texts[split.rawValue] = Text(
        tokens: text.count, sha256: try Digest.sha256(bytes), losses: MeanLoss(losses),
        entropies: MeanLoss(try language.entropies(text)))
      guard split != .train else { continue }
      try NPY.write(
        NumberArray(shape: [losses.count], values: .float64(losses)),
        to: TrueLosses.path(of: split, in: folder), in: fileSystem)
      let labels = try language.labels(text)
      try NPY.write(
        NumberArray(
          shape: [labels.count, SyntheticLanguage.labelNames.count],
          values: .int32(labels.flatMap { $0.map(Int32.init) })),
        to: Path.join(truth, "\(split)_labels.npy"), in: fileSystem)
    }
    let corpus = SyntheticCorpus(
      version: currentVersion, seed: language.seed, configuration: language.configuration,
      words: language.vocabulary.count, labels: SyntheticLanguage.labelNames, texts: texts)
    try AtomicWrite.replace(
      Path.join(folder, fileName), with: try StrictJSON.encode(corpus), in: fileSystem)
    for (path, bytes) in files { try AtomicWrite.replace(path, with: bytes, in: fileSystem) }
    return corpus
  }

  /// Reads `language.json` of a folder, or returns nil when there is none.
  public static func read(from folder: String, in fileSystem: any FileSystem) throws -> SyntheticCorpus? {
    let path = Path.join(folder, fileName)
    guard try fileSystem.exists(path) else { return nil }
    let corpus = try StrictJSON.decode(SyntheticCorpus.self, from: try fileSystem.read(path), source: path)
    guard corpus.version == currentVersion else {
      throw CorporaError.usage(
        "\(path) is of version \(corpus.version) of the synthetic language, this program has version \(currentVersion); "
          + "generate the corpus again")
    }
    return corpus
  }

  /// The language that the texts are of.
  public func language() throws -> SyntheticLanguage {
    try SyntheticLanguage(seed: seed, configuration: configuration)
  }
}

extension SyntheticCorpus.Text {
  fileprivate init(tokens: Int, sha256: String, losses: MeanLoss, entropies: MeanLoss) {
    self.tokens = tokens
    self.sha256 = sha256
    meanLoss = losses.mean
    standardError = losses.standardError
    perplexity = losses.perplexity
    meanEntropy = entropies.mean
  }
}
