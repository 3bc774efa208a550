/// A published data set: what its files are called, what is in them, and where they can be had.
public struct KnownCorpus: Equatable, Sendable {
  /// One published file.
  public struct File: Equatable, Sendable {
    /// The part of the corpus that it holds.
    public let split: Split
    /// Its published name.
    public let name: String
    /// Its length in bytes.
    public let bytes: Int
    /// Its SHA-256 in hexadecimal.
    public let sha256: String
    /// The SHA-256 of its lines sorted by their bytes (`LC_ALL=C sort FILE | sha256sum`), which tells a permuted
    /// copy from another text.
    public let sortedLinesSHA256: String
    /// Its number of tokens, one `<eos>` a line.
    public let tokens: Int
  }

  /// The name on the command line and of the folder in `Corpora/`.
  public let name: String
  /// The name in print.
  public let title: String
  /// Train, valid and test.
  public let files: [File]
  /// The number of different words, `<eos>` included.
  public let vocabularySize: Int
  /// What may be done with the files.
  public let licence: String
  /// Places that have published the files, the best first.
  public let mirrors: [Mirror]

  /// The file of a split.
  public func file(_ split: Split) -> File? { files.first { $0.split == split } }
}

/// A place that publishes the files of a data set.
public enum Mirror: Equatable, Sendable {
  /// One address for each file, in the order train, valid, test.
  case files([String])
  /// One zip or tar archive with all files in it, under their published names.
  case archive(String)

  /// The addresses, for messages.
  public var addresses: [String] {
    switch self {
    case .files(let addresses): addresses
    case .archive(let address): [address]
    }
  }
}
