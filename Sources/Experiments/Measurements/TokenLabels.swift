import Corpora
import Storage
import Training

private import Foundation

/// What can be asked of the tokens that a language model reads.
struct TokenLabels {
  let corpus: TextCorpus
  let streams: TokenStreams

  /// How many classes of equal weight the frequencies of words are cut into.
  private static let frequencyBins = 10
  /// Sentences are longer than this only now and then: 40 words, or 200 characters or bytes.
  private var greatestPosition: Int { corpus.tokenUnit == .words ? 40 : 200 }

  /// The labels of every token that is read, in the order of the activations: `next`, the token that
  /// follows; `frequency`, how often that one stands in the training text, in ten bins of as many tokens;
  /// `position`, the tokens since the last `<eos>`, or the characters or bytes since the last line end; and
  /// what the grammar of a synthetic language knows.
  func labellings(_ split: Split, in fileSystem: any FileSystem) throws -> [Labelling] {
    let order = streams.parts.flatMap { part in
      part.positions.flatMap { position in
        (0..<part.lanes).map { streams.index(position: position, lane: $0) }
      }
    }
    return [next(order), frequency(order), position(order)]
      + (try grammar(order, split, in: fileSystem))
  }

  private func next(_ order: [Int]) -> Labelling {
    Labelling(
      "next", classNames: corpus.vocabulary.tokens, labels: order.map { Int(streams.text[$0 + 1]) },
      places: order)
  }

  private func frequency(_ order: [Int]) -> Labelling {
    var counts = [Int](repeating: 0, count: corpus.vocabulary.count)
    for token in corpus.train { counts[Int(token)] += 1 }
    // Words from the most to the least frequent, cut where each bin has its share of the text.
    let words = counts.indices.sorted { (counts[$0], $1) > (counts[$1], $0) }
    var bins = [Int](repeating: 0, count: counts.count)
    var seen = 0
    for word in words {
      bins[word] = min(seen * Self.frequencyBins / max(corpus.train.count, 1), Self.frequencyBins - 1)
      seen += counts[word]
    }
    let names = (0..<Self.frequencyBins).map { "\($0 * 10)–\($0 * 10 + 10) % of the text" }
    return Labelling(
      "frequency", classNames: names, labels: order.map { bins[Int(streams.text[$0 + 1])] }, places: order)
  }

  private func position(_ order: [Int]) -> Labelling {
    let end = corpus.vocabulary.lineEnd
    var positions: [Int] = []
    var since = 0
    for token in streams.text {
      since = token == end ? 0 : min(since + 1, greatestPosition)
      positions.append(since)
    }
    let names = (0..<greatestPosition).map(String.init) + ["\(greatestPosition) or more"]
    return Labelling("position", classNames: names, labels: order.map { positions[$0] }, places: order)
  }

  private func grammar(_ order: [Int], _ split: Split, in fileSystem: any FileSystem) throws -> [Labelling] {
    guard let table = try corpus.grammarLabels(split, in: fileSystem) else { return [] }
    return table.names.enumerated().map { column, name in
      let labels = order.map { table.labels[$0][column] }
      let greatest = labels.max() ?? 0
      return Labelling(
        name, classNames: (0...greatest).map(String.init), labels: labels, places: order)
    }
  }
}
