/// A text in three parts, as ids over one vocabulary.
///
/// Words are split on white space, each line gives one `<eos>`, and ids are given by first appearance over
/// train, valid and test, as in the PyTorch word-language-model example. Characters and bytes are those of
/// the files, line ends included.
///
/// ```swift
/// let corpus = try TextCorpus.load("ptb", in: LocalFileSystem())
/// print(corpus.train.count, corpus.vocabulary.count)   // 929589 10000
/// ```
public struct TextCorpus: Equatable, Sendable {
  /// The data set's name where its published texts are loaded, otherwise the folder's.
  public let name: String
  /// The folder, or the single file, that the texts came from.
  public let folder: String
  /// The tokens of all three parts.
  public let vocabulary: Vocabulary
  /// The training text.
  public let train: [Int32]
  /// The validation text.
  public let valid: [Int32]
  /// The test text.
  public let test: [Int32]
  /// The SHA-256 of each file, or part of a single file, by the split's name.
  public let hashes: [String: String]
  /// Sentences about what is not as published, or how a single file was cut, to be shown to whoever asked
  /// for the corpus.
  public let warnings: [String]
  /// Whether the folder holds the true loss of each validation and test token (a synthetic language, read
  /// as words).
  public let hasTrueLosses: Bool
  /// Whether the texts are parts of one file.
  public let isSingleFile: Bool

  /// The ids of a split.
  public func tokens(_ split: Split) -> [Int32] {
    switch split {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }

  /// What a token is.
  public var tokenUnit: TokenUnit { vocabulary.tokenUnit }
}
