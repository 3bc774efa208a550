public import Storage

/// What the texts or images in a folder are, held against what was published or generated.
///
/// Nothing is refused; all is reported.
public struct CorpusCheck: Codable, Equatable, Sendable {
  /// The name of the data set, or nil for another folder.
  public let corpus: String?
  /// The folder.
  public let folder: String
  /// The files: of texts train, valid and test; of class folders one row a part.
  public let files: [File]
  /// The number of different words, or nil unless all files are texts that can be read.
  public let words: Int?
  /// The number of different words of the published texts, or nil when none is known.
  public let expectedWords: Int?
  /// How many images there are, or nil unless all files are of images and can be read.
  public let images: ImageCounts?
  /// How many images were published or generated, or nil when that is not known.
  public let expectedImages: ImageCounts?
  /// Why the files together are no set of images, in one sentence.
  public let problem: String?

  enum CodingKeys: String, CodingKey {
    case corpus, folder, files, words, images, problem
    case expectedWords = "expected_words"
    case expectedImages = "expected_images"
  }

  init(
    corpus: String?, folder: String, files: [File], words: Int? = nil, expectedWords: Int? = nil,
    images: ImageCounts? = nil, expectedImages: ImageCounts? = nil, problem: String? = nil
  ) {
    self.corpus = corpus
    self.folder = folder
    self.files = files
    self.words = words
    self.expectedWords = expectedWords
    self.images = images
    self.expectedImages = expectedImages
    self.problem = problem
  }

  /// Whether all files are there with the expected numbers of tokens and words or of images, in the published
  /// order or not.
  public var isUsable: Bool {
    problem == nil && files.allSatisfy(\.isUsable) && (expectedWords ?? words) == words
      && (expectedImages ?? images) == images
  }

  /// Whether every file is the published or generated one.
  public var isExact: Bool { problem == nil && files.allSatisfy { $0.status == .exact } }

  /// One line for people about the folder as a whole, or nil when its files say all.
  public var summary: String? {
    if let problem { return problem }
    if let words {
      return "\(folder): \(words) words"
        + (expectedWords.map { $0 == words ? " as published" : " where \($0) are expected" } ?? "")
    }
    guard let images else { return nil }
    guard let expectedImages, expectedImages != images else {
      let bytes = isUsable && !isExact ? ", though not the published bytes: usable" : ""
      return "\(folder): \(images)" + (expectedImages == nil ? "" : " as published\(bytes)")
    }
    return "\(folder): \(images.description(besides: expectedImages)) where "
      + "\(expectedImages.description(besides: images)) are expected"
  }

  /// Checks a corpus.
  ///
  /// - Parameters:
  ///   - nameOrFolder: The name of a data set or of a folder in `root`, or the path of a folder.
  ///   - root: The folder of corpora.
  ///   - fileSystem: Where to look.
  /// - Throws: ``CorporaError`` when there is no such folder and no such data set.
  public static func run(
    _ nameOrFolder: String, root: String = "Corpora", in fileSystem: any FileSystem = LocalFileSystem()
  ) throws -> CorpusCheck {
    do {
      return try run(CorpusPlace.find(nameOrFolder, root: root, kind: nil, in: fileSystem), in: fileSystem)
    } catch CorporaError.notPresent(let name, let folder) {
      // What is missing is part of the report.
      let known = CorpusRegistry.corpus(named: name)
      return try run(CorpusPlace(path: folder, known: known), in: fileSystem)
    }
  }

  /// Checks the files in a place.
  static func run(_ place: CorpusPlace, in fileSystem: any FileSystem) throws -> CorpusCheck {
    let layout = try ImageLayout.find(in: place.path, fileSystem)
    switch place.known?.kind {
    case .images: return try images(in: place, layout, in: fileSystem)
    case nil where layout != nil: return try images(in: place, layout, in: fileSystem)
    default: return try texts(in: place, in: fileSystem)
    }
  }
}

extension CorpusCheck {
  /// Whether a folder seems to hold images: what is wrong with them, ``run(_:root:in:)`` tells.
  public static func holdsImages(_ folder: String, in fileSystem: any FileSystem) throws -> Bool {
    do {
      return try ImageLayout.find(in: folder, fileSystem) != nil
    } catch CorporaError.ambiguous {
      return true
    }
  }
}
