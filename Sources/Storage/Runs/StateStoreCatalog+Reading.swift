import Foundation
import Kernels

extension StateStoreCatalog {
  /// Reads the root document and the coordinates of every probe.
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
    guard let version = root.attributes["format_version"]?.integer, version <= Self.newestVersion else {
      throw StateStoreError.damaged(
        path: rootPath,
        problem: "it has a newer format than \(Self.newestVersion), which needs a newer program")
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
    guard case .group(let document) = nodes[name], var probe = probe(name, document.attributes),
      let sites = document.attributes["sites"]?.strings, let steps = document.attributes["steps"]?.integers
    else { throw StateStoreError.damaged(path: rootPath, problem: "the probe '\(name)' is incomplete") }
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
    func numbers<T: FixedWidthInteger & BitwiseCopyable>(_ index: Int, _ type: T.Type) throws -> [T] {
      let coordinate = probe.coordinates[index]
      guard case .array(let document) = nodes["\(name)/\(coordinate.name)"],
        let checksum = document.attributes["chunk_crc32c"]?.integer.flatMap({ UInt32(exactly: $0) })
      else {
        throw StateStoreError.damaged(
          path: rootPath, problem: "the array '\(name)/\(coordinate.name)' is not in it")
      }
      checksums.append(checksum)
      let folder = Path.join(Path.join(path, name), coordinate.name)
      return try integers(
        Path.join(folder, coordinate.chunkKey), count: probe.windows * probe.positions, checksum: checksum,
        in: fileSystem)
    }
    probe.content =
      switch probe.content {
      case .tokens: .tokens(ids: try numbers(0, Int32.self), offsets: try numbers(1, Int64.self))
      case .images: .images(indices: try numbers(0, Int64.self), labels: try numbers(1, Int32.self))
      }
    guard case .array(let stepDocument) = nodes["\(name)/snapshot_step"],
      let stepChecksums = stepDocument.attributes["chunk_crc32c"]?.integers?.compactMap({
        UInt32(exactly: $0)
      }),
      stepChecksums.count == steps.count
    else {
      throw StateStoreError.damaged(path: rootPath, problem: "the array '\(name)/snapshot_step' is not in it")
    }
    return StateGroup(
      probe: probe, steps: steps, arrays: arrays, coordinateChecksums: checksums, stepChecksums: stepChecksums
    )
  }

  /// The probe that a group's attributes describe, still without inputs and sites; nil where something is missing.
  private static func probe(_ name: String, _ attributes: [String: ZarrValue]) -> ProbeDescription? {
    guard let split = attributes["split"]?.string, let startState = attributes["start_state"]?.string,
      let identity = attributes["identity"]?.string
    else { return nil }
    let isImages = attributes["content"] != nil
    guard let windows = attributes[isImages ? "samples" : "windows"]?.integer,
      let positions = isImages ? 1 : attributes["positions"]?.integer,
      windows > 0, positions > 0, !windows.multipliedReportingOverflow(by: positions).overflow,
      !isImages || attributes["content"]?.string == imageContent
    else { return nil }
    var probe = ProbeDescription(
      name: name, windows: windows, positions: positions, tokenIDs: [], tokenOffsets: [], split: split,
      startState: startState, sites: [], identity: identity)
    if isImages { probe.content = .images(indices: [], labels: []) }
    return probe
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
