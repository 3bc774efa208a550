import Foundation
import Kernels

extension StateStoreCatalog {
  /// Reads the root document and the tokens of every probe.
  ///
  /// - Throws: ``StateStoreError/damaged(path:problem:)``, or ``StorageError`` when there is no root document.
  init(reading path: String, in fileSystem: any FileSystem) throws {
    let rootPath = Path.join(path, "zarr.json")
    let bytes = try fileSystem.read(rootPath)
    guard ZarrSeal.isIntact(bytes, key: Self.rootSeal) else {
      throw StateStoreError.damaged(path: rootPath, problem: "its checksum is absent or does not match")
    }
    let root: ZarrGroupDocument
    do {
      root = try JSONDecoder().decode(ZarrGroupDocument.self, from: Data(bytes))
    } catch {
      throw StateStoreError.damaged(path: rootPath, problem: "it is not the document of a Zarr group")
    }
    guard root.attributes["format"]?.string == Self.format else {
      throw StateStoreError.damaged(path: rootPath, problem: "it is not the root of a state store")
    }
    guard let version = root.attributes["format_version"]?.integer, version <= Self.formatVersion else {
      throw StateStoreError.damaged(
        path: rootPath,
        problem: "it has a newer format than \(Self.formatVersion), which needs a newer program")
    }
    guard let precision = root.attributes["precision"]?.string.flatMap({ StatePrecision(parsing: $0) }),
      let shuffled = root.attributes["shuffled"]?.bool, let names = root.attributes["probes"]?.strings,
      let run = root.attributes["run"]?.object?.compactMapValues(\.string),
      let nodes = root.consolidated?.metadata
    else {
      throw StateStoreError.damaged(path: rootPath, problem: "the description of the store is incomplete")
    }
    self.path = path
    groups = try names.map { name in
      try Self.group(
        name, nodes: nodes, precision: precision, shuffled: shuffled, path: path, in: fileSystem)
    }
    description = StateStoreDescription(
      probes: groups.map(\.probe), precision: precision, shuffled: shuffled, attributes: run)
    do { try description.check() } catch {
      throw StateStoreError.damaged(path: rootPath, problem: "\(error)")
    }
  }

  private static func group(
    _ name: String, nodes: [String: ZarrNode], precision: StatePrecision, shuffled: Bool, path: String,
    in fileSystem: any FileSystem
  ) throws -> StateGroup {
    let rootPath = Path.join(path, "zarr.json")
    guard case .group(let document) = nodes[name],
      let windows = document.attributes["windows"]?.integer,
      let positions = document.attributes["positions"]?.integer,
      let split = document.attributes["split"]?.string,
      let startState = document.attributes["start_state"]?.string,
      let identity = document.attributes["identity"]?.string,
      let sites = document.attributes["sites"]?.strings, let steps = document.attributes["steps"]?.integers,
      windows > 0, positions > 0, !windows.multipliedReportingOverflow(by: positions).overflow
    else { throw StateStoreError.damaged(path: rootPath, problem: "the probe '\(name)' is incomplete") }
    var probe = ProbeDescription(
      name: name, windows: windows, positions: positions, tokenIDs: [], tokenOffsets: [], split: split,
      startState: startState, sites: [], identity: identity)
    let arrays = try sites.map { site in
      guard case .array(let array) = nodes["\(name)/\(site)"] else {
        throw StateStoreError.damaged(path: rootPath, problem: "the array '\(name)/\(site)' is not in it")
      }
      return try StateArray(
        array, name: site, probe: probe, precision: precision, shuffled: shuffled, snapshots: steps.count,
        path: rootPath)
    }
    probe.sites = arrays.map(\.site)
    var checksums: [UInt32] = []
    func tokens<T: FixedWidthInteger & BitwiseCopyable>(_ array: String, _ type: T.Type) throws -> [T] {
      guard case .array(let document) = nodes["\(name)/\(array)"],
        let checksum = document.attributes["chunk_crc32c"]?.integer.flatMap({ UInt32(exactly: $0) })
      else {
        throw StateStoreError.damaged(path: rootPath, problem: "the array '\(name)/\(array)' is not in it")
      }
      checksums.append(checksum)
      let folder = Path.join(Path.join(path, name), array)
      return try integers(
        Path.join(folder, "c/0/0"), count: windows * positions, checksum: checksum, in: fileSystem)
    }
    probe.tokenIDs = try tokens("token_id", Int32.self)
    probe.tokenOffsets = try tokens("token_offset", Int64.self)
    guard case .array(let stepDocument) = nodes["\(name)/snapshot_step"],
      let stepChecksums = stepDocument.attributes["chunk_crc32c"]?.integers?.compactMap({
        UInt32(exactly: $0)
      }),
      stepChecksums.count == steps.count
    else {
      throw StateStoreError.damaged(path: rootPath, problem: "the array '\(name)/snapshot_step' is not in it")
    }
    return StateGroup(
      probe: probe, steps: steps, arrays: arrays, tokenChecksums: checksums, stepChecksums: stepChecksums)
  }

  /// Reads a chunk of whole numbers; with a checksum, it must be that of the file.
  static func integers<T: FixedWidthInteger & BitwiseCopyable>(
    _ path: String, count: Int, checksum: UInt32?, in fileSystem: any FileSystem
  ) throws -> [T] {
    do {
      let chunk = try fileSystem.read(path)
      guard checksum.map({ $0 == CRC32C.checksum(chunk) }) ?? true else {
        throw StateStoreError.damaged(path: path, problem: "its checksum does not match")
      }
      let bytes = try ZarrChunkCodec.zstd.decode(chunk, count: count * MemoryLayout<T>.size)
      return NumberBytes.numbers(T.self, count: count, in: bytes, at: 0)
    } catch let error as KernelError {
      throw StateStoreError.damaged(path: path, problem: "\(error)")
    } catch StorageError.missing {
      throw StateStoreError.damaged(path: path, problem: "the file is missing")
    }
  }

  /// The bytes of a chunk of whole numbers.
  static func chunk<T: FixedWidthInteger & BitwiseCopyable>(_ numbers: [T]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    NumberBytes.append(numbers, to: &bytes)
    return try ZarrChunkCodec.zstd.encode(bytes)
  }
}
