public import Storage

extension TextCorpus {
  /// The greatest label that a file may hold: far above any depth or number of topics, and few enough to count.
  static let greatestGrammarLabel = 999

  /// What the grammar of a synthetic language knows after each token of a held-out text.
  ///
  /// - Returns: the names of the labels, and a row of them for each token; nil when the folder holds none.
  /// - Throws: ``CorporaError/staleTruth(path:split:)`` when the text is no longer the one that was generated,
  ///   ``CorporaError/badTruth(path:row:column:value:)`` for a number that is not whole or not from 0 to 999, and a
  ///   storage error.
  public func grammarLabels(_ split: Split, in fileSystem: any FileSystem = LocalFileSystem()) throws
    -> (names: [String], labels: [[Int]])?
  {
    // The labels are of words.
    guard tokenUnit == .words, !isSingleFile else { return nil }
    guard let described = try SyntheticCorpus.read(from: folder, in: fileSystem) else { return nil }
    let path = Path.join(Path.join(folder, "truth"), "\(split.rawValue)_labels.npy")
    guard try fileSystem.exists(path) else { return nil }
    let array = try NPY.decode(try fileSystem.read(path), path: path)
    let count = tokens(split).count
    guard described.texts[split.rawValue]?.sha256 == hashes[split.rawValue],
      array.shape == [count, described.labels.count]
    else { throw CorporaError.staleTruth(path: path, split: split) }
    let width = described.labels.count
    let values = try array.doubles.enumerated().map { place, value in
      guard let label = Int(exactly: value), (0...Self.greatestGrammarLabel).contains(label) else {
        throw CorporaError.badTruth(path: path, row: place / width, column: place % width, value: "\(value)")
      }
      return label
    }
    return (described.labels, (0..<count).map { Array(values[$0 * width..<($0 + 1) * width]) })
  }
}
