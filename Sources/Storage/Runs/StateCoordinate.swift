/// An array of whole numbers beside the states of a probe: one chunk that says what the inputs are.
struct StateCoordinate: Equatable, Sendable {
  let name: String
  /// `int32` or `int64`.
  let dataType: String
  let shape: [Int]
  let dimensionNames: [String]

  /// Where the chunk lies under the array's folder.
  var chunkKey: String { (["c"] + shape.map { _ in "0" }).joined(separator: "/") }

  /// The array's `zarr.json`, without its own checksum, given that of the chunk.
  func document(checksum: UInt32) -> ZarrArrayDocument {
    .integers(
      dataType, shape: shape, chunk: shape, dimensionNames: dimensionNames,
      attributes: ["chunk_crc32c": .integer(Int(checksum))])
  }
}

extension ZarrArrayDocument {
  /// The document of an array of whole numbers.
  static func integers(
    _ dataType: String, shape: [Int], chunk: [Int], dimensionNames: [String], attributes: [String: ZarrValue]
  ) -> ZarrArrayDocument {
    ZarrArrayDocument(
      shape: shape, dataType: dataType, chunkGrid: regularGrid(chunk),
      chunkKeyEncoding: ZarrExtension(name: "default"), fillValue: .integer(0),
      codecs: ZarrChunkCodec.zstd.extensions, dimensionNames: dimensionNames, attributes: attributes)
  }
}

extension ProbeDescription {
  /// The coordinates of the probe, in the order of ``coordinateChunks()``.
  var coordinates: [StateCoordinate] {
    let (names, shape, dimensions) =
      content.isImages
      ? (Self.imageCoordinates, [windows], ["sample"])
      : (Self.tokenCoordinates, [windows, positions], ["window", "position"])
    return names.map {
      StateCoordinate(name: $0.name, dataType: $0.dataType, shape: shape, dimensionNames: dimensions)
    }
  }

  /// The chunk of each coordinate, compressed.
  func coordinateChunks() throws -> [[UInt8]] {
    switch content {
    case .tokens(let ids, let offsets):
      try [StateStoreCatalog.chunk(ids), StateStoreCatalog.chunk(offsets)]
    case .images(let indices, let labels):
      try [StateStoreCatalog.chunk(indices), StateStoreCatalog.chunk(labels)]
    }
  }

  /// The names of the arrays in the probe's group that are not states.
  var otherArrays: [String] { ["snapshot_step"] + coordinates.map(\.name) }

  private static let tokenCoordinates = [
    (name: "token_id", dataType: "int32"), (name: "token_offset", dataType: "int64"),
  ]
  private static let imageCoordinates = [
    (name: "sample_index", dataType: "int64"), (name: "label", dataType: "int32"),
  ]
}
