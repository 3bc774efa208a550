/// What the files of an image set hold.
struct ImageSetContents {
  var train: LabelledImages
  var valid: LabelledImages?
  var test: LabelledImages
  /// In the order of labels.
  var classNames: [String]
  /// The SHA-256 of each file as it is unpacked, by its name, or of the list of a part's images with theirs.
  var hashes: [String: String] = [:]
  /// The files that have the name of a published one but not its checksum.
  var unpublished: [String] = []

  /// How many images of each class there are.
  var counts: ImageCounts {
    let classes = classNames.count
    return ImageCounts(
      shape: train.shape, train: train.classCounts(of: classes),
      valid: valid.map { $0.classCounts(of: classes) }, test: test.classCounts(of: classes))
  }

  /// The images of a part, or nil where there is none.
  func images(_ part: ImagePart) -> LabelledImages? {
    switch part {
    case .train: train
    case .valid: valid
    case .test: test
    }
  }
}
