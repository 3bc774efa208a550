import Storage

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
