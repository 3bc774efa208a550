public import Corpora
import Networks

extension LanguageModelRun {
  /// The configuration with the corpus's vocabulary size and file hashes filled in.
  ///
  /// - Throws: ``TrainingError/changedData(split:)`` when hashes are given already and a file has another.
  public func completed(for corpus: TextCorpus) throws(TrainingError) -> LanguageModelRun {
    for (split, hash) in dataHashes.sorted(by: { $0.key < $1.key }) where corpus.hashes[split] != hash {
      throw .changedData(split: split)
    }
    var result = self
    result.dataHashes = corpus.hashes
    result.model.vocabularySize = corpus.vocabulary.count
    return result
  }
}
