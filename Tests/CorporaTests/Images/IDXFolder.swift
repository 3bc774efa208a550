import Storage

@testable import Corpora

/// Writes small sets of IDX files, as test data.
struct IDXFolder {
  /// The four files, by name.
  var files: [String: [UInt8]]

  /// Three training images of 2 × 2 and two test images, unless other labels are given.
  init(
    trainLabels: [UInt8] = [2, 0, 1], testLabels: [UInt8] = [1, 2], images: (train: Int, test: Int)? = nil,
    testSize: Int = 2
  ) {
    let (train, test) = images ?? (trainLabels.count, testLabels.count)
    files = [
      "train-images-idx3-ubyte": Self.idx([train, 2, 2], (0..<4 * train).map { UInt8($0 % 100) }),
      "train-labels-idx1-ubyte": Self.idx([trainLabels.count], trainLabels),
      "t10k-images-idx3-ubyte": Self.idx(
        [test, testSize, 2], (0..<2 * testSize * test).map { 100 + UInt8($0 % 100) }),
      "t10k-labels-idx1-ubyte": Self.idx([testLabels.count], testLabels),
    ]
  }

  /// A file, by the definition of the format.
  static func idx(_ dimensions: [Int], _ values: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(dimensions.count)]
      + dimensions.flatMap { length in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } }
      + values
  }

  /// Writes the files, under other names where `rename` gives them, gzipped where those end in `.gz`.
  func write(to folder: String, rename: (String) -> String = { $0 }) throws {
    let disk = LocalFileSystem()
    try disk.makeFolders(folder)
    for (name, bytes) in files {
      let name = rename(name)
      try disk.create(Path.join(folder, name), name.hasSuffix(".gz") ? GzipArchive.bytes(bytes) : bytes)
    }
  }
}
