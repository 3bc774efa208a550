import Storage

extension CorpusCheck {
  /// How a file compares with the expected one.
  public enum Status: String, Codable, Sendable {
    /// The file is not there.
    case missing
    /// The file cannot be read as text, or as images or labels.
    case unreadable
    /// The file is, byte for byte, the published or generated one; of a packed file, what is in it.
    case exact
    /// The file has every line of the published text, in another order.
    case permuted
    /// The file is another one.
    case differs
    /// There is nothing to compare the file with.
    case unknown
  }

  /// One file.
  public struct File: Codable, Equatable, Sendable {
    /// The part of the corpus, of a text.
    public let split: Split?
    /// Its path.
    public let path: String
    /// How it compares.
    public let status: Status
    /// Its SHA-256 as it is unpacked, or nil when it is missing.
    public let sha256: String?
    /// Its number of tokens, one `<eos>` a line, or nil when it is no text that can be read.
    public let tokens: Int?
    /// The number of tokens of the published file, or nil when none is known.
    public let expectedTokens: Int?
    /// Its number of images or of labels, or nil when it holds none that can be read.
    public let images: Int?
    /// The number of images or of labels of the published file, or nil when none is known.
    public let expectedImages: Int?
    /// Why it cannot be read, in one sentence.
    public let problem: String?

    enum CodingKeys: String, CodingKey {
      case split, path, status, sha256, tokens, images, problem
      case expectedTokens = "expected_tokens"
      case expectedImages = "expected_images"
    }

    init(
      split: Split? = nil, path: String, status: Status, sha256: String? = nil, tokens: Int? = nil,
      expectedTokens: Int? = nil, images: Int? = nil, expectedImages: Int? = nil, problem: String? = nil
    ) {
      self.split = split
      self.path = path
      self.status = status
      self.sha256 = sha256
      self.tokens = tokens
      self.expectedTokens = expectedTokens
      self.images = images
      self.expectedImages = expectedImages
      self.problem = problem
    }

    /// Whether it can be read and has the expected number of tokens or images.
    var isUsable: Bool {
      ![.missing, .unreadable].contains(status) && (expectedTokens ?? tokens) == tokens
        && (expectedImages ?? images) == images
    }

    /// One line for people.
    public var summary: String {
      switch status {
      case .missing: "\(path): missing"
      case .unreadable: problem ?? "\(path): unreadable"
      case .exact: "\(path): \(images == nil ? "SHA-256 as expected" : "the \(origin) bytes"), \(counted)"
      case .permuted: "\(path): permuted, every line of the published file in another order, \(counted)"
      case .differs where images != nil:
        "\(path): \(counted), but not the \(origin) bytes (SHA-256 \(sha256 ?? ""))"
      case .differs: "\(path): another file than the expected one (SHA-256 \(sha256 ?? "")), \(counted)"
      case .unknown: "\(path): \(counted), SHA-256 \(sha256 ?? "")"
      }
    }

    /// Of generated images no number is expected.
    private var origin: String { expectedImages == nil ? "generated" : "published" }

    private var counted: String {
      if let tokens { return "\(tokens) tokens" + comparison(tokens, expectedTokens) }
      if let images {
        return "\(images) \(IDXFiles.isOfLabels(Path.name(of: path)) ? "labels" : "images")"
          + comparison(images, expectedImages)
      }
      return ""
    }

    private func comparison(_ found: Int, _ expected: Int?) -> String {
      expected.map { $0 == found ? " as published" : " where \($0) are expected" } ?? ""
    }
  }
}
