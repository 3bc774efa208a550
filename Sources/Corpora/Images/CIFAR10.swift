/// The binary format of CIFAR-10: records of a label and 32 × 32 pixels, all of red, then green, then blue.
///
/// Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009;
/// <https://www.cs.toronto.edu/~kriz/cifar.html>.
enum CIFAR10 {
  /// The size of every image.
  static let shape = ImageShape(height: 32, width: 32, channels: 3)
  /// The classes in the order of their labels.
  static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  private static let recordLength = 1 + shape.count

  /// Reads a batch.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - path: its name, for messages.
  /// - Throws: ``CorporaError/badImageFile(path:problem:)`` or
  ///   ``CorporaError/labelOutOfRange(path:image:label:classes:)``.
  static func images(_ bytes: [UInt8], path: String) throws -> LabelledImages {
    let labels = try labels(bytes, path: path)
    let plane = shape.height * shape.width
    var pixels = [UInt8](repeating: 0, count: labels.count * shape.count)
    var target = pixels.mutableSpan
    let source = bytes.span
    for image in 0..<labels.count {
      for channel in 0..<shape.channels {
        var from = image * recordLength + 1 + channel * plane
        let end = (image + 1) * shape.count
        var place = image * shape.count + channel
        while place < end {
          target[place] = source[from]
          from += 1
          place += shape.channels
        }
      }
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }

  /// Reads the labels of a batch.
  ///
  /// - Throws: as ``images(_:path:)``.
  static func labels(_ bytes: [UInt8], path: String) throws -> [Int32] {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: recordLength) else {
      throw CorporaError.badImageFile(
        path: path, problem: "its \(bytes.count) bytes are no whole number of records of \(recordLength)")
    }
    return try (0..<bytes.count / recordLength).map { image in
      let label = Int(bytes[image * recordLength])
      guard label < classNames.count else {
        throw CorporaError.labelOutOfRange(
          path: path, image: image, label: label, classes: classNames.count)
      }
      return Int32(label)
    }
  }
}
