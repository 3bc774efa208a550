/// A codec or other extension point of Zarr v3: a name and its configuration.
struct ZarrExtension: Codable, Equatable, Sendable {
  var name: String
  var configuration: [String: ZarrValue]?
}

/// The `zarr.json` of an array, with every key that readers demand in practice.
struct ZarrArrayDocument: Codable, Equatable, Sendable {
  var zarrFormat = 3
  var nodeType = "array"
  var shape: [Int]
  /// `float16`, `float32`, `int32` or `int64`.
  var dataType: String
  var chunkGrid: ZarrExtension
  var chunkKeyEncoding: ZarrExtension
  var fillValue: ZarrValue
  var codecs: [ZarrExtension]
  /// Optional for Zarr, required by xarray.
  var dimensionNames: [String]
  var attributes: [String: ZarrValue]

  enum CodingKeys: String, CodingKey {
    case zarrFormat = "zarr_format"
    case nodeType = "node_type"
    case shape
    case dataType = "data_type"
    case chunkGrid = "chunk_grid"
    case chunkKeyEncoding = "chunk_key_encoding"
    case fillValue = "fill_value"
    case codecs
    case dimensionNames = "dimension_names"
    case attributes
  }

  /// The shape of the chunks of the regular grid, which for a sharded array is that of the shards.
  var chunkShape: [Int]? { chunkGrid.configuration?["chunk_shape"]?.integers }

  static func regularGrid(_ shape: [Int]) -> ZarrExtension {
    ZarrExtension(
      name: "regular", configuration: ["chunk_shape": .list(shape.map { .integer($0) })])
  }
}

/// The `zarr.json` of a group, with the documents of everything below it where it is consolidated.
struct ZarrGroupDocument: Codable, Equatable, Sendable {
  struct Consolidated: Codable, Equatable, Sendable {
    var kind = "inline"
    var mustUnderstand = false
    /// The documents by their paths relative to the group.
    var metadata: [String: ZarrNode]

    enum CodingKeys: String, CodingKey {
      case kind
      case mustUnderstand = "must_understand"
      case metadata
    }
  }

  var zarrFormat = 3
  var nodeType = "group"
  var attributes: [String: ZarrValue]
  var consolidated: Consolidated?

  enum CodingKeys: String, CodingKey {
    case zarrFormat = "zarr_format"
    case nodeType = "node_type"
    case attributes
    case consolidated = "consolidated_metadata"
  }
}

/// An array or a group.
enum ZarrNode: Codable, Equatable, Sendable {
  case array(ZarrArrayDocument)
  case group(ZarrGroupDocument)

  private enum CodingKeys: String, CodingKey { case nodeType = "node_type" }

  init(from decoder: any Decoder) throws {
    let type = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .nodeType)
    self =
      type == "array"
      ? .array(try ZarrArrayDocument(from: decoder)) : .group(try ZarrGroupDocument(from: decoder))
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .array(let document): try document.encode(to: encoder)
    case .group(let document): try document.encode(to: encoder)
    }
  }
}
