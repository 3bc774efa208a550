public import Tensors

/// Images whose pixels say less than they did, for studies of memorisation.
///
/// Zhang, Bengio, Hardt, Recht, Vinyals, Understanding deep learning requires rethinking generalization,
/// 2017.
public enum PixelCorruption: String, CaseIterable, Codable, Sendable {
  /// One random permutation of the places, the same for all images.
  case shuffled
  /// A random permutation of the places for each image.
  case random
  /// Normal noise with a mean and variance for each channel, cut off at 0 and 255.
  case gaussian

  /// The images with their pixels replaced; labels stay.
  ///
  /// - Parameters:
  ///   - images: the true images.
  ///   - moments: the mean and deviation of each channel of the noise; those of `images` if nil.
  ///   - key: the key of this purpose; train and test images that shall be shuffled alike need the same.
  public func apply(
    to images: LabelledImages, moments: [(mean: Double, deviation: Double)]? = nil, key: RandomKey
  ) -> LabelledImages {
    var result = images
    let places = images.shape.height * images.shape.width
    switch self {
    case .shuffled:
      let order = key.permutation(places)
      for image in 0..<images.count { rearrange(&result.pixels, of: images, image: image, order) }
    case .random:
      for image in 0..<images.count {
        rearrange(&result.pixels, of: images, image: image, key.child(image).permutation(places))
      }
    case .gaussian:
      let moments = moments ?? images.channelMoments
      for image in 0..<images.count {
        noise(&result.pixels, from: image * images.shape.count, places, moments, key.child(image))
      }
    }
    return result
  }

  /// Moves whole pixels: the channels of one stay together.
  private func rearrange(_ pixels: inout [UInt8], of images: LabelledImages, image: Int, _ order: [Int]) {
    let (start, channels) = (image * images.shape.count, images.shape.channels)
    for (place, source) in order.enumerated() {
      for channel in 0..<channels {
        pixels[start + place * channels + channel] = images.pixels[start + source * channels + channel]
      }
    }
  }

  private func noise(
    _ pixels: inout [UInt8], from start: Int, _ places: Int, _ moments: [(mean: Double, deviation: Double)],
    _ draws: RandomKey
  ) {
    for place in 0..<places * moments.count {
      let moment = moments[place % moments.count]
      let value = moment.mean + moment.deviation * draws.normal(place)
      pixels[start + place] = UInt8(min(max(value.rounded(), 0), 255))
    }
  }
}
