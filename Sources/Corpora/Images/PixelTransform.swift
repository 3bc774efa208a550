/// Pixels to numbers, fixed by the training set.
public struct PixelTransform: Equatable, Sendable {
  /// How pixels become numbers.
  public let scaling: PixelScaling
  private let channels: Int
  /// What each brightness becomes, [channel][brightness]; empty where that depends on the image.
  private let table: [Float]

  /// Prepares for images of the training set's size and colours.
  ///
  /// ``PixelScaling/imagenet`` takes images of three channels. A channel that has one brightness in all training images becomes 0.
  ///
  /// - Parameters:
  ///   - scaling: how pixels become numbers.
  ///   - training: the images whose means and deviations ``PixelScaling/standardized`` takes.
  public init(_ scaling: PixelScaling, training: LabelledImages) {
    self.scaling = scaling
    channels = training.shape.channels
    switch scaling {
    case .unit:
      table = (0..<channels).flatMap { _ in (0..<256).map { Float($0) / 255 } }
    case .standardized:
      table = training.channelMoments.flatMap { moment in
        (0..<256).map { brightness in
          moment.deviation > 0 ? Float((Double(brightness) - moment.mean) / moment.deviation) : 0
        }
      }
    case .whitened: table = []
    case .imagenet:
      precondition(channels == 3, "the means of three channels for \(training.shape)")
      table = zip([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]).flatMap { mean, deviation in
        (0..<256).map { Float((Double($0) / 255 - mean) / deviation) }
      }
    }
  }

  /// Some images as a network reads them.
  ///
  /// - Parameters:
  ///   - images: with as many channels as the training images.
  ///   - indices: which of them, in this order.
  public func batch(_ images: LabelledImages, _ indices: some Collection<Int>) -> ImageBatch {
    precondition(
      images.shape.channels == channels, "images of \(images.shape) where \(channels) channels are expected")
    let length = images.shape.count
    var pixels = [Float](repeating: 0, count: indices.count * length)
    var labels: [Int32] = []
    labels.reserveCapacity(indices.count)
    var target = pixels.mutableSpan
    for index in indices {
      let start = labels.count * length
      convert(images.pixels.span, from: index * length, count: length, to: &target, at: start)
      labels.append(images.labels[index])
    }
    return ImageBatch(pixels: pixels, labels: labels)
  }

  /// Converts one image: `count` numbers of `source` from `first` on, to `target` from `start` on.
  func convert(
    _ source: Span<UInt8>, from first: Int, count: Int, to target: inout MutableSpan<Float>, at start: Int
  ) {
    guard scaling != .whitened else {
      return whiten(source, from: first, count: count, to: &target, at: start)
    }
    let table = table.span
    for channel in 0..<channels {
      let values = table.extracting(channel << 8..<(channel + 1) << 8)
      var place = channel
      while place < count {
        target[start + place] = values[Int(source[first + place])]
        place += channels
      }
    }
  }

  private func whiten(
    _ source: Span<UInt8>, from first: Int, count: Int, to target: inout MutableSpan<Float>, at start: Int
  ) {
    // Sums of whole numbers are exact.
    var (sum, squares) = (0, 0)
    for place in first..<first + count {
      let value = Int(source[place])
      sum += value
      squares += value * value
    }
    let mean = Double(sum) / Double(count)
    let deviation = max(Double(squares) / Double(count) - mean * mean, 0).squareRoot()
    // The mean and the deviation are of numbers from 0 to 255, the bound is for numbers from 0 to 1.
    let scale = Float(1 / max(deviation, 255 / Double(count).squareRoot()))
    let shift = Float(mean)
    for place in 0..<count { target[start + place] = (Float(source[first + place]) - shift) * scale }
  }
}
