public import Corpora
public import Networks
public import SingleDirections
public import Storage
public import Tensors
import Training

private import Foundation

/// A language model examined on a stretch of a text.
public struct ExaminedText: ExaminedNetwork {
  private let model: LanguageModel
  private let scores: LanguageModelScores
  private let training: LanguageModelScores
  /// What can be asked of each token that is read.
  public let labellings: [Labelling]
  /// SHA-256 of the text in its tokens.
  public let inputs: String

  /// How many training tokens the statistics of units are taken from.
  private static let statisticsTokens = 20_000

  /// Creates an examination.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - corpus: the run's corpus.
  ///   - split: whose text is examined, from its beginning.
  ///   - count: at most how many tokens; nil for all.
  ///   - fileSystem: where the labels of a synthetic language are read.
  /// - Throws: a corpus, storage or training error.
  public init(
    _ model: LanguageModel, corpus: TextCorpus, split: Split, count: Int?, in fileSystem: any FileSystem
  ) throws {
    self.model = model
    let text = Array(corpus.tokens(split).prefix(count ?? .max))
    inputs = try Self.inputs(text, of: corpus.vocabulary)
    scores = try LanguageModelScores(text: text)
    training = try LanguageModelScores(text: Array(corpus.train.prefix(Self.statisticsTokens + 1)))
    labellings = try TokenLabels(corpus: corpus, streams: scores.streams).labellings(split, in: fileSystem)
  }

  /// The hash of a text; the same text in other tokens has another one, since its places are others.
  private static func inputs(_ text: [Int32], of vocabulary: Vocabulary) throws -> String {
    let unit = vocabulary.tokenUnit
    return try Digest.sha256(
      (unit == .words ? [] : Array("\(unit.rawValue)\n".utf8)) + vocabulary.bytes(text))
  }

  /// The number of tokens that are scored.
  public var count: Int { scores.streams.targetCount }

  /// The states of every layer.
  public var sites: [ExaminedSite] {
    model.configuration.sites.filter { $0.site.kind != .gates }.map {
      ExaminedSite($0.site, units: $0.units, isRectified: false)
    }
  }

  /// Tokens.
  public var samplesWord: String { "tokens" }

  /// Scores the text under each set; the layers below the first changed one are computed once for several sets.
  public func scores(underEach sets: [[Intervention]], shouldStop: () -> Bool) throws -> [Score]? {
    try scores.scores(of: model, underEach: sets, shouldStop: shouldStop)?.map {
      Score(count: $0.count, meanLoss: $0.meanLoss, accuracy: $0.accuracy)
    }
  }

  /// Over the first 20,000 tokens of the training text.
  public func statistics(
    of sites: [Site], along directions: [Site: Matrix<Float>], shouldStop: () -> Bool
  ) throws -> UnitStatistics? {
    try training.statistics(of: model, sites: sites, along: directions, shouldStop: shouldStop)
  }

  /// One row a token that is read, in the order of ``TokenStreams/parts``, [position][lane].
  public func activations(of sites: [Site], shouldStop: () -> Bool) throws -> [SiteActivations]? {
    var collector = Collector()
    guard try scores.observe(model, sites: sites, by: &collector, shouldStop: shouldStop) else { return nil }
    return try self.sites.filter { sites.contains($0.site) }.map {
      try SiteActivations(site: $0.site.name, units: $0.units, rows: collector.rows[$0.site] ?? [])
    }
  }

  private struct Collector: ActivationObserver {
    var rows: [Site: [Float]] = [:]

    mutating func observe(_ site: Site, _ activations: ArraySlice<Float>, positions: Int, lanes: Int) {
      rows[site, default: []] += activations
    }
  }

  /// The rows of all gates that lead to a unit of a hidden state, from the input and from the state before.
  public func filterNorm(of site: Site) throws -> FilterNorm? {
    guard site.kind == .hidden else { return nil }
    let layer = model.layers[site.layer]
    return try FilterNorm(
      site: site.name, weights: (0..<layer.hiddenSize).flatMap(layer.weights(ofUnit:)),
      units: layer.hiddenSize)
  }
}
