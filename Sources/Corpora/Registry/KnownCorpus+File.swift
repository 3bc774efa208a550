extension KnownCorpus {
  /// One published file.
  public struct File: Equatable, Sendable {
    /// What is known of a text.
    public struct Text: Equatable, Sendable {
      /// The part of the corpus that it is.
      public let split: Split
      /// The SHA-256 of its lines sorted by their bytes (`LC_ALL=C sort FILE | sha256sum`), which tells a
      /// permuted copy from another text.
      public let sortedLinesSHA256: String
      /// Its number of tokens, one `<eos>` a line.
      public let tokens: Int
    }

    /// Its published name, unpacked.
    public let name: String
    /// Its length in bytes, unpacked.
    public let bytes: Int
    /// What tells it from others, unpacked.
    public let checksum: Checksum
    /// The file `NAME.gz` in which it was published, where that is so.
    public let gzip: Packed?
    /// What is known of a text.
    public let text: Text?
    /// The number of images or of labels in it.
    public let images: Int?

    init(name: String, bytes: Int, checksum: Checksum, gzip: Packed? = nil, images: Int) {
      self.name = name
      self.bytes = bytes
      self.checksum = checksum
      self.gzip = gzip
      self.images = images
      text = nil
    }

    init(split: Split, name: String, bytes: Int, sha256: String, sortedLinesSHA256: String, tokens: Int) {
      self.name = name
      self.bytes = bytes
      checksum = .sha256(sha256)
      gzip = nil
      images = nil
      text = Text(split: split, sortedLinesSHA256: sortedLinesSHA256, tokens: tokens)
    }

    /// The name of the file that is published: NAME or NAME.gz.
    var publishedName: String { gzip == nil ? name : "\(name).gz" }

    /// The length and the SHA-256 of the file that is published, or nil where no SHA-256 is known.
    var published: Packed? {
      guard gzip == nil, case .sha256(let sha256) = checksum else { return gzip }
      return Packed(bytes: bytes, sha256: sha256)
    }

    /// The names under which the file may lie in a folder.
    var names: [String] { text == nil ? ImageFiles.names(of: name) : [name] }
  }
}
