extension LabelledImages {
  /// The mean and the standard deviation of each channel over all pixels of all images, from 0 to 255.
  public var channelMoments: [(mean: Double, deviation: Double)] {
    let channels = shape.channels
    let bytes = pixels.span
    return (0..<channels).map { channel in
      // Sums of whole numbers are exact.
      var (sum, squares) = (0, 0)
      var place = channel
      while place < bytes.count {
        let value = Int(bytes[place])
        sum += value
        squares += value * value
        place += channels
      }
      let count = Double(max(bytes.count / channels, 1))
      let mean = Double(sum) / count
      return (mean, max(Double(squares) / count - mean * mean, 0).squareRoot())
    }
  }
}
