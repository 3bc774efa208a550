public import Corpora
import Networks
public import Storage

extension LanguageModelRun {
  /// What a token of the text is.
  public var tokenUnit: TokenUnit { tokens ?? .words }

  /// Reads the run's text.
  ///
  /// - Throws: `CorporaError`, also where a part has no token to predict, and what the file system throws.
  public func corpus(in fileSystem: any FileSystem) throws -> TextCorpus {
    let corpus = try TextCorpus.load(data, tokens: tokenUnit, in: fileSystem)
    for split in Split.allCases where corpus.tokens(split).count < 2 {
      throw CorporaError.tooFewTokens(
        what: "the \(split.rawValue) text", found: corpus.tokens(split).count, needed: 2,
        remedy: "take a longer one")
    }
    return corpus
  }

  /// The configuration with the corpus's vocabulary size and file hashes filled in.
  ///
  /// - Throws: ``TrainingError/changedData(split:)`` when hashes are given already and a file has another.
  public func completed(for corpus: TextCorpus) throws(TrainingError) -> LanguageModelRun {
    precondition(
      corpus.tokenUnit == tokenUnit,
      "a run on \(tokenUnit.rawValue) has a text of \(corpus.tokenUnit.rawValue)")
    for (split, hash) in dataHashes.sorted(by: { $0.key < $1.key }) where corpus.hashes[split] != hash {
      throw .changedData(split: split)
    }
    var result = self
    result.dataHashes = corpus.hashes
    result.model.vocabularySize = corpus.vocabulary.count
    return result
  }
}
