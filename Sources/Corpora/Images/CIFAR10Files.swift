/// The six binary batches of CIFAR-10.
enum CIFAR10Files {
  static let test = "test_batch.bin"
  static let train = (1...5).map { "data_batch_\($0).bin" }
  static let names = train + [test]
  static let description = "data_batch_1.bin to data_batch_5.bin and test_batch.bin"

  static func read(_ files: inout ImageFiles) throws -> ImageSetContents {
    var all = LabelledImages(shape: CIFAR10.shape, pixels: [], labels: [])
    for name in train {
      let file = try files.read(name)
      let batch = try CIFAR10.images(file.bytes, path: file.path)
      all.pixels += batch.pixels
      all.labels += batch.labels
    }
    let file = try files.read(test)
    return ImageSetContents(
      train: all, test: try CIFAR10.images(file.bytes, path: file.path), classNames: CIFAR10.classNames)
  }
}
