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
  /// - Throws: ``CorporaError/badImageFile(path:problem:)`` or ``CorporaError/labelOutOfRange(path:image:label:classes:)``.
  static func images(_ bytes: [UInt8], path: String) throws -> LabelledImages {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: recordLength) else {
      throw CorporaError.badImageFile(
        path: path, problem: "its \(bytes.count) bytes are no whole number of records of \(recordLength)")
    }
    let count = bytes.count / recordLength
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    for image in 0..<count {
      let label = Int32(bytes[image * recordLength])
      guard label < Int32(classNames.count) else {
        throw CorporaError.labelOutOfRange(
          path: path, image: image, label: Int(label), classes: classNames.count)
      }
      labels.append(label)
    }
    let plane = shape.height * shape.width
    var pixels = [UInt8](repeating: 0, count: count * shape.count)
    for image in 0..<count {
      let source = image * recordLength + 1
      let start = image * shape.count
      for channel in 0..<shape.channels {
        for pixel in 0..<plane {
          pixels[start + pixel * shape.channels + channel] = bytes[source + channel * plane + pixel]
        }
      }
    }
    return LabelledImages(shape: shape, pixels: pixels, labels: labels)
  }
}
