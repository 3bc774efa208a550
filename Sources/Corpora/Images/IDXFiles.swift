import Storage

/// The four IDX files of MNIST and of the sets made like it.
enum IDXFiles {
  static let description =
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
    + "t10k-labels-idx1-ubyte, each perhaps with .gz"
  static let names = ["train", "t10k"].flatMap { [imageFile($0), labelFile($0)] }

  static func imageFile(_ part: String) -> String { "\(part)-images-idx3-ubyte" }
  static func labelFile(_ part: String) -> String { "\(part)-labels-idx1-ubyte" }

  static func isOfLabels(_ name: String) -> Bool { name.contains("-labels") }

  /// `train-images.idx3-ubyte` for `train-images-idx3-ubyte`.
  static func otherSpelling(of name: String) -> String? {
    guard names.contains(name) else { return nil }
    return name.replacing("-idx", with: ".idx")
  }

  /// Reads both parts.
  ///
  /// - Parameter classes: how many classes there are; if nil, one more than the greatest label of the
  ///   training images.
  static func read(_ files: inout ImageFiles, classes: Int?) throws -> ImageSetContents {
    let train = try part("train", &files, classes: classes ?? 256)
    let classes = classes ?? Int(train.labels.max() ?? 0) + 1
    let test = try part("t10k", &files, classes: classes, like: train.shape)
    return ImageSetContents(train: train, test: test, classNames: (0..<classes).map(String.init))
  }

  private static func part(
    _ name: String, _ files: inout ImageFiles, classes: Int, like expected: ImageShape? = nil
  ) throws -> LabelledImages {
    let images = try files.read(imageFile(name))
    let labels = try files.read(labelFile(name))
    let pixels = try IDX(images.bytes, rank: 3, path: images.path)
    let values = try IDX(labels.bytes, rank: 1, path: labels.path)
    guard pixels.dimensions[0] == values.dimensions[0] else {
      throw CorporaError.imageCount(
        images: images.path, count: pixels.dimensions[0], labels: labels.path,
        labelCount: values.dimensions[0])
    }
    let shape = ImageShape(height: pixels.dimensions[1], width: pixels.dimensions[2], channels: 1)
    guard !pixels.values.isEmpty else {
      throw CorporaError.badImageFile(path: images.path, problem: "it has no pixels (\(pixels.dimensions))")
    }
    if let expected, expected != shape {
      throw CorporaError.mixedSizes(
        path: images.path, found: shape, expected: expected, first: "the training set")
    }
    if let place = values.values.firstIndex(where: { Int($0) >= classes }) {
      throw CorporaError.labelOutOfRange(
        path: labels.path, image: place, label: Int(values.values[place]), classes: classes)
    }
    return LabelledImages(shape: shape, pixels: pixels.values, labels: values.values.map(Int32.init))
  }
}
