/// Labelled images in two or three parts, of one size and with the same classes.
///
/// ```swift
/// let set = try ImageSet.load("mnist", in: LocalFileSystem())
/// print(set.train.count, set.shape)   // 60000 28 × 28 × 1
/// ```
public struct ImageSet: Equatable, Sendable {
  /// The data set's name where its published images are loaded, otherwise the folder's.
  public let name: String
  /// The folder that the files came from.
  public let folder: String
  /// The name of each class, in the order of labels.
  public let classNames: [String]
  /// What networks learn from; no image where the set was loaded without need of any.
  public internal(set) var train: LabelledImages
  /// What choices are made with, or nil: a folder of the set's own, or what
  /// ``split(holdout:trainImages:key:)`` took.
  public internal(set) var valid: LabelledImages?
  /// What they are scored on.
  public internal(set) var test: LabelledImages
  /// The true classes of the training images; `train.labels` may be corrupted.
  public internal(set) var trueTrainLabels: [Int32]
  /// The SHA-256 of each file as it is unpacked, by its name; of class folders, by the part's
  /// name, that of the list of files with theirs.
  public let hashes: [String: String]
  /// Sentences about what is not as published, to be shown to whoever asked for the set.
  public let warnings: [String]

  init(
    name: String, folder: String, contents: ImageSetContents, warnings: [String]
  ) {
    self.name = name
    self.folder = folder
    classNames = contents.classNames
    train = contents.train
    valid = contents.valid
    test = contents.test
    trueTrainLabels = contents.train.labels
    hashes = contents.hashes
    self.warnings = warnings
  }

  /// The size of every image.
  public var shape: ImageShape { train.shape }

  /// The images of a part, or nil where there is none.
  public func images(_ part: ImagePart) -> LabelledImages? {
    switch part {
    case .train: train.count > 0 ? train : nil
    case .valid: valid
    case .test: test
    }
  }
}
