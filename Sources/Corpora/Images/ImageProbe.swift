import Storage
public import Tensors

/// Fixed, hashed images on which sites are read.
public struct ImageProbe: Equatable, Sendable {
  /// `images`.
  public let name: String
  /// The part of the set that the images are from: `train`, `valid` or `test`.
  public let part: String
  /// Which images of the part these are, ascending.
  public let indices: [Int]
  /// The images.
  public let images: LabelledImages
  /// SHA-256, in hexadecimal, over the size and the number of the images, their pixels and their true classes.
  ///
  /// Corrupted labels do not change it: runs on differently corrupted labels are compared on the same probe. Of images with
  /// true labels it is what it was when the labels themselves were hashed.
  public let identity: String

  /// Chooses images.
  ///
  /// - Parameters:
  ///   - set: the set.
  ///   - part: the part of it.
  ///   - count: how many images; all where there are no more.
  ///   - key: chooses, without replacement; fewer images are among more of the same key.
  /// - Throws: ``CorporaError/usage(_:)`` where there is no such part, or no image is asked for.
  public init(from set: ImageSet, part: ImagePart, count: Int, key: RandomKey) throws {
    guard let all = set.images(part) else {
      throw CorporaError.usage(
        "\(set.name) has no validation images; hold some out, or take the probe from train or test")
    }
    guard count > 0 else { throw CorporaError.usage("a probe has at least one image, not \(count)") }
    name = "images"
    self.part = part.rawValue
    indices =
      count >= all.count ? Array(0..<all.count) : key.permutation(all.count).prefix(count).sorted()
    images = count >= all.count ? all : all.subset(indices)
    // Only training labels may be other than true.
    let labels = part == .train ? indices.map { set.trueTrainLabels[$0] } : images.labels
    identity = try ImageProbe.identity(of: images, labels: labels)
  }

  private static func identity(of images: LabelledImages, labels: [Int32]) throws -> String {
    let shape = images.shape
    var bytes = Array("\(images.count) \(shape.height) \(shape.width) \(shape.channels)\n".utf8)
    bytes.reserveCapacity(bytes.count + images.pixels.count + 4 * images.count)
    bytes += images.pixels
    for label in labels {
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: label >> Int32(shift)))
      }
    }
    return try Digest.sha256(bytes)
  }
}
