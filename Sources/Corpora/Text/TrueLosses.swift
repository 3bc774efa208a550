public import Storage

/// The true loss of each held-out token of a synthetic language, as its folder holds them.
enum TrueLosses {
  /// Where the losses of a split lie in the corpus's folder.
  static func path(of split: Split, in folder: String) -> String {
    Path.join(Path.join(folder, "truth"), "\(split.rawValue)_loss.npy")
  }

  /// Whether a folder has the losses of both held-out texts.
  static func exist(in folder: String, fileSystem: any FileSystem) throws -> Bool {
    try [Split.valid, .test].allSatisfy { try fileSystem.exists(path(of: $0, in: folder)) }
  }
}

extension TextCorpus {
  /// The loss of the true distribution on each token of a held-out text but the first, in nats.
  ///
  /// - Returns: N − 1 losses, in the order in which an evaluation scores the tokens, or nil when the folder holds none.
  /// - Throws: ``CorporaError/staleTruth(path:split:)`` when the text is no longer the one that was generated.
  public func trueLosses(_ split: Split, in fileSystem: any FileSystem = LocalFileSystem()) throws
    -> [Double]?
  {
    let path = TrueLosses.path(of: split, in: folder)
    guard hasTrueLosses, try fileSystem.exists(path) else { return nil }
    let losses = try NPY.decode(try fileSystem.read(path), path: path).doubles
    let described = try SyntheticCorpus.read(from: folder, in: fileSystem)?.texts[split.rawValue]?.sha256
    guard described == hashes[split.rawValue], losses.count == tokens(split).count - 1 else {
      throw CorporaError.staleTruth(path: path, split: split)
    }
    return losses
  }
}
