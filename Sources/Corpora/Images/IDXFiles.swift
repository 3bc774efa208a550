import Storage

/// The four IDX files of MNIST and of the sets made like it.
enum IDXFiles {
  static let description =
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and "
    + "t10k-labels-idx1-ubyte, each perhaps with .gz"

  static func read(_ files: inout ImageFiles) throws -> (train: LabelledImages, test: LabelledImages) {
    let train = try part("train", &files, classes: 256)
    let classes = Int(train.labels.max() ?? 0) + 1
    let test = try part("t10k", &files, classes: classes, like: train.shape)
    return (train, test)
  }

  /// Writes the four files of grey images, labels last.
  static func write(
    train: LabelledImages, test: LabelledImages, to folder: String, in fileSystem: any FileSystem
  ) throws {
    for (name, images) in [("train", train), ("t10k", test)] {
      precondition(images.shape.channels == 1, "IDX files hold grey images")
      let bytes = IDX.encode(
        images.pixels, dimensions: [images.count, images.shape.height, images.shape.width])
      try AtomicWrite.replace(Path.join(folder, "\(name)-images-idx3-ubyte"), with: bytes, in: fileSystem)
    }
    for (name, images) in [("train", train), ("t10k", test)] {
      let bytes = IDX.encode(images.labels.map { UInt8($0) }, dimensions: [images.count])
      try AtomicWrite.replace(Path.join(folder, "\(name)-labels-idx1-ubyte"), with: bytes, in: fileSystem)
    }
  }

  private static func part(
    _ name: String, _ files: inout ImageFiles, classes: Int, like expected: ImageShape? = nil
  ) throws -> LabelledImages {
    // Some copies have a dot where others have a hyphen.
    let images = try files.read(["\(name)-images-idx3-ubyte", "\(name)-images.idx3-ubyte"])
    let labels = try files.read(["\(name)-labels-idx1-ubyte", "\(name)-labels.idx1-ubyte"])
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
