public import Tensors

/// A training set in random order, epoch by epoch; the last batch of an epoch may be smaller.
///
/// A last batch smaller than ``leastImages`` is left out; as the order is another in each epoch, so are its images.
///
/// What a batch holds depends on the images, the settings, the key and its place alone, in whatever order
/// batches are asked for. Changes are drawn by (epoch, image), so that they do not depend on the batch size.
public struct ImageBatches: Sendable {
  /// The number of images in all batches but the last of an epoch.
  public let batchSize: Int
  /// The fewest images that a batch may have.
  public let leastImages: Int
  /// The number of batches in an epoch.
  public var batchesPerEpoch: Int {
    Self.batchesPerEpoch(of: images.count, batchSize: batchSize, leastImages: leastImages)
  }

  /// The number of images in the batches of an epoch.
  public var imagesPerEpoch: Int { min(batchesPerEpoch * batchSize, images.count) }

  /// The number of batches that an epoch of some images has.
  public static func batchesPerEpoch(of images: Int, batchSize: Int, leastImages: Int = 1) -> Int {
    let (whole, left) = images.quotientAndRemainder(dividingBy: batchSize)
    return whole + (left >= max(leastImages, 1) ? 1 : 0)
  }

  private let images: LabelledImages
  private let transform: PixelTransform
  private let augmentation: Augmentation
  private let order: EpochOrder
  private let changes: RandomKey

  /// Prepares batches.
  ///
  /// - Parameters:
  ///   - images: the training images.
  ///   - transform: how pixels become numbers.
  ///   - augmentation: random changes, or nil for none.
  ///   - batchSize: the number of images in a batch.
  ///   - leastImages: the fewest that the last batch of an epoch may have.
  ///   - key: the key of this purpose.
  /// - Throws: ``CorporaError/usage(_:)``.
  public init(
    _ images: LabelledImages, transform: PixelTransform, augmentation: Augmentation?, batchSize: Int,
    leastImages: Int = 1, key: RandomKey
  ) throws {
    let augmentation = augmentation ?? Augmentation(crop: 0, flip: false)
    guard batchSize > 0 else { throw CorporaError.usage("a batch has at least one image, not \(batchSize)") }
    guard images.count > 0 else {
      throw CorporaError.usage("there are no training images to make batches of")
    }
    guard images.count >= leastImages, batchSize >= leastImages else {
      throw CorporaError.usage(
        "a batch of this network has at least \(leastImages) images, not \(min(images.count, batchSize)) "
          + "(\(images.count) training images in batches of \(batchSize))")
    }
    let greatest = min(images.shape.height, images.shape.width)
    guard (0...greatest).contains(augmentation.crop) else {
      throw CorporaError.usage(
        "a crop of images of \(images.shape) takes from 0 to \(greatest) pixels on each side, "
          + "not \(augmentation.crop)")
    }
    self.images = images
    self.transform = transform
    self.augmentation = augmentation
    self.batchSize = batchSize
    self.leastImages = leastImages
    order = EpochOrder(count: images.count, key: key.child("order"))
    changes = key.child("augmentation")
  }

  /// A batch of an epoch, both counted from 0.
  public func batch(_ index: Int, epoch: Int) -> ImageBatch {
    precondition((0..<batchesPerEpoch).contains(index), "batch \(index) of \(batchesPerEpoch)")
    let end = min((index + 1) * batchSize, images.count)
    let chosen = order.order(ofEpoch: epoch)[index * batchSize..<end]
    guard augmentation.crop > 0 || augmentation.flip else { return transform.batch(images, chosen) }
    let length = images.shape.count
    var pixels = [Float](repeating: 0, count: chosen.count * length)
    var target = pixels.mutableSpan
    var changed = [UInt8](repeating: 0, count: length)
    for (place, image) in chosen.enumerated() {
      change(image, changes.child(epoch).child(image), into: &changed)
      transform.convert(changed.span, from: 0, count: length, to: &target, at: place * length)
    }
    return ImageBatch(pixels: pixels, labels: chosen.map { images.labels[$0] })
  }

  /// Cuts and mirrors an image.
  private func change(_ image: Int, _ draws: RandomKey, into changed: inout [UInt8]) {
    let (height, width, channels) = (images.shape.height, images.shape.width, images.shape.channels)
    let crop = augmentation.crop
    // By how much the cut lies below and right of the image.
    let down = draws.integer(0, below: 2 * crop + 1) - crop
    let right = draws.integer(1, below: 2 * crop + 1) - crop
    let isMirrored = augmentation.flip && draws.integer(2, below: 2) == 1
    let source = images.pixels.span
    var target = changed.mutableSpan
    if crop > 0 { target.update(repeating: 0) }
    let columns = max(0, right)..<min(width, width + right)
    for row in max(0, -down)..<min(height, height - down) {
      let line = image * images.shape.count + (row + down) * width * channels
      let from = line + columns.lowerBound * channels
      let count = columns.count * channels
      if isMirrored {
        // The first column of the image that is seen becomes the last one seen.
        let last = (row * width + width - 1 - (columns.lowerBound - right)) * channels
        mirror(source.extracting(from..<from + count), channels, into: &target, last: last)
      } else {
        let start = (row * width + columns.lowerBound - right) * channels
        for place in 0..<count { target[start + place] = source[from + place] }
      }
    }
  }

  /// Writes a row's pixels backwards, the first of them at `last`.
  private func mirror(_ row: Span<UInt8>, _ channels: Int, into target: inout MutableSpan<UInt8>, last: Int) {
    var (place, start) = (0, last)
    while place < row.count {
      for channel in 0..<channels { target[start + channel] = row[place + channel] }
      place += channels
      start -= channels
    }
  }
}
