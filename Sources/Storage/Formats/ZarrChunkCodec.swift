import Kernels

/// How the bytes of one chunk are compressed: core codecs of Zarr v3 only.
enum ZarrChunkCodec: Equatable, Sendable {
  /// `bytes`, then `zstd` with content size and checksum.
  case zstd
  /// `bytes`, then `blosc` (zstd inside, byte shuffle), then `crc32c`, since blosc's inner frames have no checksum.
  case shuffled(typeSize: Int)

  /// Level 1 is as small as higher levels on recurrent states, and the fastest.
  static let level = 1

  /// The codec list of a document.
  var extensions: [ZarrExtension] {
    switch self {
    case .zstd:
      [
        Self.bytes,
        ZarrExtension(
          name: "zstd", configuration: ["level": .integer(Self.level), "checksum": .bool(true)]),
      ]
    case .shuffled(let typeSize):
      [
        Self.bytes,
        ZarrExtension(
          name: "blosc",
          configuration: [
            "cname": .string("zstd"), "clevel": .integer(Self.level), "shuffle": .string("shuffle"),
            "typesize": .integer(typeSize), "blocksize": .integer(0),
          ]), ZarrExtension(name: "crc32c"),
      ]
    }
  }

  static let bytes = ZarrExtension(name: "bytes", configuration: ["endian": .string("little")])

  /// The codec of a document's list, at any level, or nil when it is another one.
  init?(_ extensions: [ZarrExtension]) {
    guard let typeSize = extensions.dropFirst().first?.configuration?["typesize"]?.integer else {
      guard extensions.map(\.name) == ["bytes", "zstd"], extensions[0] == Self.bytes else { return nil }
      self = .zstd
      return
    }
    guard extensions.map(\.name) == ["bytes", "blosc", "crc32c"], extensions[0] == Self.bytes,
      typeSize > 0
    else { return nil }
    self = .shuffled(typeSize: typeSize)
  }

  func encode(_ bytes: [UInt8]) throws -> [UInt8] {
    switch self {
    case .zstd: return try Zstd.compress(bytes.span, level: Self.level)
    case .shuffled(let typeSize):
      var buffer = try Blosc.compress(bytes.span, typeSize: typeSize, level: Self.level)
      NumberBytes.append([CRC32C.checksum(buffer)], to: &buffer)
      return buffer
    }
  }

  /// Decodes a chunk that must hold exactly `count` bytes.
  func decode(_ chunk: [UInt8], count: Int) throws -> [UInt8] {
    switch self {
    case .zstd: return try Zstd.decompress(chunk.span, count: count)
    case .shuffled:
      guard chunk.count > 4 else { throw KernelError.codec(codec: "crc32c", message: "too short") }
      let buffer = Array(chunk.dropLast(4))
      let expected = NumberBytes.numbers(UInt32.self, count: 1, in: chunk, at: buffer.count)[0]
      guard CRC32C.checksum(buffer) == expected else {
        throw KernelError.codec(codec: "crc32c", message: "the checksum does not match")
      }
      return try Blosc.decompress(buffer.span, count: count)
    }
  }
}
