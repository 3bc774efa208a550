/// How the maps of a network on images become observations.
///
/// The text form is `spatial-means`, `positions:4`; `positions` alone is ``usualSide`` positions a side.
public enum ConvolutionView: Equatable, Sendable {
  /// The mean of each map over its positions: every image is one observation, and every site can be compared with every
  /// other.
  case spatialMeans
  /// `side` × `side` positions of each map, spread evenly, are one observation each: the bounded form of taking all
  /// positions as data points.
  ///
  /// The places are at the same parts of every map, so that maps of different sizes correspond. Sites without maps, or
  /// with smaller ones, have no such observations.
  case positions(side: Int)

  /// The side of the grid unless another is asked for: 16 observations an image.
  public static let usualSide = 4
}

extension ConvolutionView: Codable, CustomStringConvertible {
  /// Reads the text form; nil when it is another text.
  public init?(parsing text: String) {
    switch text {
    case "spatial-means": self = .spatialMeans
    case "positions": self = .positions(side: Self.usualSide)
    default:
      guard text.hasPrefix("positions:"), let side = Int(text.dropFirst(10)), (1...1000).contains(side) else {
        return nil
      }
      self = .positions(side: side)
    }
  }

  /// The text form, which reads back to an equal view.
  public var description: String {
    switch self {
    case .spatialMeans: "spatial-means"
    case .positions(let side): "positions:\(side)"
    }
  }

  /// Decodes the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let view = ConvolutionView(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no view of maps; write spatial-means or positions:SIDE"
      )
    }
    self = view
  }

  /// Encodes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// What the observations of an analysis are: tokens, images, or positions of images.
public struct ObservationKind: Codable, Equatable, Sendable {
  /// What the network read.
  public let content: RecordedProbe.Content
  /// How maps were read; nil of a text.
  public let view: ConvolutionView?

  /// What is counted: "tokens", "images" or "positions of images".
  public var name: String {
    guard content == .images else { return "tokens" }
    if case .positions = view { return "positions of images" }
    return "images"
  }

  /// What the blocks of the bootstrap and the shifts of the nulls keep whole: "windows" or "images".
  public var groups: String { content == .images ? "images" : "windows" }

  /// How maps were read, as a sentence; nil of a text.
  public var note: String? {
    switch view {
    case nil: nil
    case .spatialMeans:
      "Of a site with maps, the mean of each map is taken (spatial means): one observation an image."
    case .positions(let side):
      "Of each map, \(side) × \(side) positions spread evenly are taken, each an observation; "
        + "intervals and shifts keep the positions of an image together."
    }
  }
}
