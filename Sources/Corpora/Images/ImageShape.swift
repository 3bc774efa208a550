/// The size of an image.
public struct ImageShape: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// 1 for grey, 3 for red, green and blue.
  public let channels: Int

  /// Creates a size.
  public init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// The numbers of an image.
  public var count: Int { height * width * channels }

  /// Rows × columns × channels.
  public var description: String { "\(height) × \(width) × \(channels)" }
}
