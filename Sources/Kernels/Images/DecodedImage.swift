/// An image as a decoder gives it.
public struct DecodedImage: Equatable, Sendable {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int
  /// From 0 to 255: [row][column][channel].
  public let pixels: [UInt8]

  /// More pixels than any photograph has are a damaged header.
  static let greatestPixels = 1 << 28
}
