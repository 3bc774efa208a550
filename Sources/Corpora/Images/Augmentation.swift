/// Random changes of training images.
///
/// An image is cropped first and mirrored then, before its pixels become numbers.
public struct Augmentation: Hashable, Codable, Sendable {
  /// How many black pixels are laid around an image, of which a part of the first size is cut at random; 0
  /// for none.
  public var crop: Int
  /// Whether an image is mirrored left to right with probability ½.
  public var flip: Bool

  /// Creates changes.
  public init(crop: Int, flip: Bool) {
    self.crop = crop
    self.flip = flip
  }
}
