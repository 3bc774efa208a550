import Foundation
import Kernels

/// Something wrong with a file of a state store.
public struct StateStoreFinding: Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What is wrong with it.
  public let problem: String

  /// One line: the file and what is wrong with it.
  public var description: String { "\(path): \(problem)" }
}

extension StateStore {
  /// Walks a store and reports everything that is wrong with it, a root document that cannot be read among it.
  ///
  /// - Throws: ``StorageError`` when there is no store or a file cannot be read.
  public static func verify(_ path: String, in fileSystem: any FileSystem) throws -> [StateStoreFinding] {
    do {
      return try StateStore(opening: path, in: fileSystem).verify()
    } catch StateStoreError.damaged(let path, let problem) {
      return [StateStoreFinding(path: path, problem: problem)]
    }
  }

  /// Reads every byte of the committed store and reports what is missing, damaged or out of order.
  ///
  /// Whole files are compared with the checksums that were committed, every chunk is decoded, and every number looked
  /// at. Files that no document names (remains of an unclean stop) are not damage. Documents may be one commit ahead of
  /// the root.
  public func verify() throws -> [StateStoreFinding] {
    var findings = Self.orderFindings(catalog)
    for document in try catalog.documents() where document.path != catalog.rootPath {
      findings += try check(document)
    }
    for group in catalog.groups {
      let folder = Path.join(catalog.folder(group), "snapshot_step")
      for (index, step) in group.steps.enumerated() {
        findings += try collecting {
          let path = Path.join(folder, "c/\(index)")
          let stored: [Int64] = try StateStoreCatalog.integers(
            path, count: 1, checksum: group.stepChecksums[index], in: fileSystem)
          guard stored == [Int64(step)] else {
            throw StateStoreError.damaged(
              path: path, problem: "it says step \(stored[0]), the root says \(step)")
          }
        }
      }
    }
    return findings + (try shardFindings())
  }

  /// What is wrong with the shards.
  func shardFindings() throws -> [StateStoreFinding] {
    var findings: [StateStoreFinding] = []
    for group in catalog.groups {
      for array in group.arrays {
        for snapshot in 0..<array.snapshots {
          findings += try collecting { try check(array, of: group, snapshot: snapshot) }
        }
      }
    }
    return findings
  }

  /// Steps that do not grow.
  static func orderFindings(_ catalog: StateStoreCatalog) -> [StateStoreFinding] {
    catalog.groups.flatMap { group in
      zip(group.steps, group.steps.dropFirst()).filter { $0 >= $1 }.map { a, b in
        StateStoreFinding(
          path: catalog.rootPath, problem: "the steps of '\(group.probe.name)' do not grow: \(b) follows \(a)"
        )
      }
    }
  }

  /// A document of a group or an array: what the root implies, or intact and from beside a stop.
  private func check(_ document: StateStoreCatalog.Document) throws -> [StateStoreFinding] {
    guard try fileSystem.exists(document.path) else {
      return [StateStoreFinding(path: document.path, problem: "the file is missing")]
    }
    let bytes = try fileSystem.read(document.path)
    if bytes == document.bytes { return [] }
    let isIntact =
      ZarrSeal.isIntact(bytes, key: ZarrArrayDocument.sealKey)
      || ZarrSeal.isIntact(bytes, key: StateStoreCatalog.groupSeal)
    // A stop may leave it one commit ahead of the root; one while the store was cut back leaves it behind.
    if isIntact, let found = Self.snapshots(bytes), let expected = Self.snapshots(document.bytes),
      found == expected + 1 || found < expected
    {
      return []
    }
    let problem = isIntact ? "it does not fit the root document" : "its checksum does not match"
    return [StateStoreFinding(path: document.path, problem: problem)]
  }

  /// The number of snapshots that a document speaks of.
  private static func snapshots(_ bytes: [UInt8]) -> Int? {
    switch try? JSONDecoder().decode(ZarrNode.self, from: Data(bytes)) {
    case .array(let document): document.shape.first
    case .group(let document): document.attributes["steps"]?.list?.count
    case nil: nil
    }
  }

  private func check(_ array: StateArray, of group: StateGroup, snapshot: Int) throws {
    let shard = try shard(array, of: group, snapshot: snapshot)
    for chunk in 0..<array.chunks { _ = try values(chunk, of: shard, array) }
    // Every byte counts, also those that decode to the same numbers.
    guard try CRC32C.checksum(fileSystem.read(shard.path)) == array.shardChecksums[snapshot] else {
      throw StateStoreError.damaged(path: shard.path, problem: "its checksum does not match")
    }
  }

  private func collecting(_ body: () throws -> Void) throws -> [StateStoreFinding] {
    do {
      try body()
      return []
    } catch StateStoreError.damaged(let path, let problem) {
      return [StateStoreFinding(path: path, problem: problem)]
    }
  }
}
