/// A published data set, of text or of images: what its files are called, what is in them, and where they can
/// be had.
public struct KnownCorpus: Equatable, Sendable {
  /// What a data set holds.
  public enum Kind: String, Codable, Sendable {
    /// Three texts.
    case text
    /// Labelled images.
    case images
  }

  /// A packed file as it was published.
  public struct Packed: Equatable, Sendable {
    /// Its length in bytes.
    public let bytes: Int
    /// Its SHA-256 in hexadecimal.
    public let sha256: String
  }

  /// The name on the command line and of the folder in `Corpora/`.
  public let name: String
  /// The name in print.
  public let title: String
  /// The files: of texts train, valid and test.
  public let files: [File]
  /// The number of different words of texts, `<eos>` included.
  public let vocabularySize: Int?
  /// How many images of each class there are, in a set of images.
  public let images: ImageCounts?
  /// What may be done with the files.
  public let licence: String
  /// Places that have published the files, the best first.
  public let mirrors: [Mirror]
  /// The archive that all of ``mirrors`` have, where it is one and the same.
  public let archive: Packed?

  init(
    name: String, title: String, files: [File], vocabularySize: Int? = nil, images: ImageCounts? = nil,
    licence: String, mirrors: [Mirror], archive: Packed? = nil
  ) {
    self.name = name
    self.title = title
    self.files = files
    self.vocabularySize = vocabularySize
    self.images = images
    self.licence = licence
    self.mirrors = mirrors
    self.archive = archive
  }

  /// What the data set holds.
  public var kind: Kind { images == nil ? .text : .images }

  /// The file of a split of texts.
  public func file(_ split: Split) -> File? { files.first { $0.text?.split == split } }
}

/// A place that publishes the files of a data set.
public enum Mirror: Equatable, Sendable {
  /// One address for each file, in the order of the files.
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
