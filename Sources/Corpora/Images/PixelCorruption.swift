public import Tensors

/// Images whose pixels say less than they did, for studies of memorisation.
///
/// Zhang, Bengio, Hardt, Recht, Vinyals, Understanding deep learning requires rethinking generalization, 2017.
public enum PixelCorruption: String, CaseIterable, Codable, Sendable {
  /// One random permutation of the places, the same for all images.
  case shuffled
  /// A random permutation of the places for each image.
  case random
  /// Normal noise with the mean and variance that each channel has over all images, cut off at 0 and 255.
  case gaussian

  /// The images with their pixels replaced; labels stay.
  ///
  /// - Parameters:
  ///   - images: the true images; mean and variance are theirs.
  ///   - key: the key of this purpose; train and test images that shall be shuffled alike need the same.
  public func apply(to images: LabelledImages, key: RandomKey) -> LabelledImages {
    var result = images
    switch self {
    case .shuffled:
      let order = key.permutation(images.shape.height * images.shape.width)
      for image in 0..<images.count { rearrange(&result.pixels, of: images, image: image, order) }
    case .random:
      for image in 0..<images.count {
        let order = key.child(image).permutation(images.shape.height * images.shape.width)
        rearrange(&result.pixels, of: images, image: image, order)
      }
    case .gaussian:
      let moments = images.channelMoments
      let channels = images.shape.channels
      for image in 0..<images.count {
        let draws = key.child(image)
        for place in 0..<images.shape.count {
          let moment = moments[place % channels]
          let value = moment.mean + moment.deviation * draws.normal(place)
          result.pixels[image * images.shape.count + place] = UInt8(min(max(value.rounded(), 0), 255))
        }
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
}

extension LabelledImages {
  /// The mean and the standard deviation of each channel over all pixels of all images, from 0 to 255.
  public var channelMoments: [(mean: Double, deviation: Double)] {
    let channels = shape.channels
    return (0..<channels).map { channel in
      // Sums of whole numbers are exact.
      var (sum, squares) = (0, 0)
      for place in stride(from: channel, to: pixels.count, by: channels) {
        let value = Int(pixels[place])
        sum += value
        squares += value * value
      }
      let count = Double(max(pixels.count / channels, 1))
      let mean = Double(sum) / count
      return (mean, max(Double(squares) / count - mean * mean, 0).squareRoot())
    }
  }
}
