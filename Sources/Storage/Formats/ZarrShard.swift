import Kernels

/// Zarr's `sharding_indexed`: inner chunks, then a table of their places, then the CRC-32C of the table.
enum ZarrShard {
  /// Where an inner chunk lies in its shard.
  struct Entry: Equatable, Sendable {
    var offset: Int
    var length: Int
  }

  /// The bytes of the table and its checksum, for a number of inner chunks.
  static func indexSize(chunks: Int) -> Int { 16 * chunks + 4 }

  static func index(_ entries: [Entry]) -> [UInt8] {
    var bytes: [UInt8] = []
    NumberBytes.append(entries.flatMap { [UInt64($0.offset), UInt64($0.length)] }, to: &bytes)
    NumberBytes.append([CRC32C.checksum(bytes)], to: &bytes)
    return bytes
  }

  /// The `codecs` of a sharded array.
  static func extensions(innerShape: [Int], codec: ZarrChunkCodec) -> [ZarrExtension] {
    [
      ZarrExtension(
        name: "sharding_indexed",
        configuration: [
          "chunk_shape": .list(innerShape.map { .integer($0) }),
          "codecs": .list(codec.extensions.map(\.value)),
          "index_codecs": .list([ZarrChunkCodec.bytes.value, ZarrExtension(name: "crc32c").value]),
          "index_location": .string("end"),
        ])
    ]
  }
}

extension ZarrExtension {
  /// The extension as an attribute value.
  var value: ZarrValue {
    var object: [String: ZarrValue] = ["name": .string(name)]
    if let configuration { object["configuration"] = .object(configuration) }
    return .object(object)
  }

  /// The extension of an attribute value.
  init?(_ value: ZarrValue) {
    guard let name = value.object?["name"]?.string else { return nil }
    self.init(name: name, configuration: value.object?["configuration"]?.object)
  }
}

/// Writes one shard to a temporary file and gives it its name when it is complete and durable.
struct ZarrShardWriter: Sendable {
  /// The name of the complete shard.
  let path: String
  /// The temporary file, in the same folder.
  var partialPath: String { AtomicWrite.temporaryPath(for: path) }
  private(set) var entries: [ZarrShard.Entry] = []
  private(set) var byteCount = 0
  private var crc = CRC32C()
  private let fileSystem: any FileSystem

  /// The CRC-32C of the bytes so far.
  var checksum: UInt32 { crc.value }

  /// Makes the folder and empties the temporary file.
  init(_ path: String, in fileSystem: any FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    try fileSystem.makeFolders(Path.parent(of: path))
    try fileSystem.create(partialPath, [])
  }

  /// Adds the next inner chunk.
  mutating func append(_ chunk: [UInt8]) throws {
    entries.append(ZarrShard.Entry(offset: byteCount, length: chunk.count))
    try write(chunk)
  }

  /// The encoded inner chunk at `index`, read back.
  func chunk(_ index: Int) throws -> [UInt8] {
    try fileSystem.read(partialPath, at: entries[index].offset, count: entries[index].length)
  }

  /// Adds the table and makes the shard durable under its name.
  mutating func finish() throws {
    try write(ZarrShard.index(entries))
    try fileSystem.sync(partialPath)
    try fileSystem.rename(partialPath, to: path)
    try fileSystem.syncFolder(Path.parent(of: path))
  }

  /// Removes the temporary file.
  func abandon() throws { try fileSystem.removeTree(partialPath) }

  private mutating func write(_ bytes: [UInt8]) throws {
    try fileSystem.append(bytes, to: partialPath)
    byteCount += bytes.count
    crc.update(bytes.span)
  }
}

/// Reads inner chunks of one shard, each with one read of its bytes.
struct ZarrShardReader: Sendable {
  let path: String
  let entries: [ZarrShard.Entry?]
  private let fileSystem: any FileSystem

  /// Reads the table of places; `chunks` is the number of inner chunks that the metadata demands.
  init(_ path: String, chunks: Int, in fileSystem: any FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    let size = try fileSystem.size(path)
    let indexSize = ZarrShard.indexSize(chunks: chunks)
    guard size >= indexSize else {
      throw StateStoreError.damaged(path: path, problem: "it ends after \(size) bytes, before its table")
    }
    let index = try fileSystem.read(path, at: size - indexSize, count: indexSize)
    let table = Array(index.dropLast(4))
    guard NumberBytes.numbers(UInt32.self, count: 1, in: index, at: table.count)[0] == CRC32C.checksum(table)
    else { throw StateStoreError.damaged(path: path, problem: "the checksum of its table does not match") }
    let numbers = NumberBytes.numbers(UInt64.self, count: 2 * chunks, in: table, at: 0)
    entries = try (0..<chunks).map { chunk in
      let (offset, length) = (numbers[2 * chunk], numbers[2 * chunk + 1])
      if offset == .max && length == .max { return nil }
      let end = UInt64(size - indexSize)
      guard offset <= end, length <= end - offset else {
        throw StateStoreError.damaged(path: path, problem: "inner chunk \(chunk) lies outside the file")
      }
      return ZarrShard.Entry(offset: Int(offset), length: Int(length))
    }
  }

  /// The encoded bytes of inner chunk `index`.
  func bytes(_ index: Int) throws -> [UInt8] {
    guard let entry = entries[index] else {
      throw StateStoreError.damaged(path: path, problem: "inner chunk \(index) is absent")
    }
    return try fileSystem.read(path, at: entry.offset, count: entry.length)
  }

  /// The contents of inner chunk `index`, which must be `count` bytes.
  func chunk(_ index: Int, codec: ZarrChunkCodec, count: Int) throws -> [UInt8] {
    do {
      return try codec.decode(try bytes(index), count: count)
    } catch let error as KernelError {
      throw StateStoreError.damaged(path: path, problem: "inner chunk \(index): \(error)")
    }
  }
}
