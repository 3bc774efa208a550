import Kernels
public import Tensors

/// Recorded states, read by snapshot, window and position.
///
/// A store shows the snapshots that were committed when it was opened; open it again to see later ones.
public struct StateStore: Sendable {
  /// The path of the store.
  public let path: String
  let catalog: StateStoreCatalog
  let fileSystem: any FileSystem

  /// Opens a store.
  ///
  /// - Throws: ``StorageError/missing(path:)`` when there is none, ``StateStoreError/damaged(path:problem:)``.
  public init(opening path: String, in fileSystem: any FileSystem) throws {
    self.path = path
    self.fileSystem = fileSystem
    catalog = try StateStoreCatalog(reading: path, in: fileSystem)
  }

  /// What the store holds.
  public var description: StateStoreDescription { catalog.description }

  /// The probes, in the order of the description.
  public var probes: [ProbeDescription] { catalog.description.probes }

  /// The training steps of a probe's snapshots, ascending.
  public func steps(probe name: String) throws -> [Int] { try group(name).steps }

  /// The sites of a probe.
  public func sites(probe name: String) throws -> [SiteDescription] { try group(name).probe.sites }

  /// The greatest |stored − exact| of each snapshot of an array.
  public func greatestErrors(probe: String, site: String) throws -> [Double] {
    try array(site, of: try group(probe)).greatestErrors
  }

  /// The first snapshot that is kept in Float32 because it has a number too large for half precision.
  public func widenedSnapshot(probe: String, site: String) throws -> Int? {
    try array(site, of: try group(probe)).widenedAt
  }

  /// What the writer's effect measure gave, by snapshot; snapshots on which it failed or was not asked are left out.
  public func effects(probe: String, site: String) throws -> [Int: [String: Double]] {
    var effects: [Int: [String: Double]] = [:]
    for effect in try array(site, of: try group(probe)).effects {
      if case .values(let values) = effect.outcome { effects[effect.snapshot] = values }
    }
    return effects
  }

  /// Reads states as [window, position, unit], those of an image probe as [sample, position, unit].
  ///
  /// A map has its rows · columns positions row by row; all other sites of an image probe have one.
  ///
  /// - Parameters:
  ///   - probe: The probe's name.
  ///   - site: The site's name.
  ///   - index: The snapshot, an index of ``steps(probe:)``.
  ///   - windows: The windows or images to read; all of them when nil.
  ///   - positions: The positions to read of each; all of them when nil.
  /// - Throws: ``StateStoreError/damaged(path:problem:)`` for a chunk that is damaged, cut off or absent.
  public func read(
    probe: String, site: String, snapshot index: Int, windows: Range<Int>? = nil, positions: Range<Int>? = nil
  ) throws -> Tensor {
    let group = try group(probe)
    let array = try array(site, of: group)
    let windows = windows ?? 0..<array.windows
    let positions = positions ?? 0..<array.positions
    for (what, asked, count) in [
      ("snapshot", index..<index + 1, array.snapshots), (array.sampleName, windows, array.windows),
      ("position", positions, array.positions),
    ] where asked.lowerBound < 0 || asked.upperBound > count {
      throw StateStoreError.outOfRange(path: path, probe: probe, what: what, asked: asked, count: count)
    }
    let units = array.site.units
    var elements: [Float] = []
    elements.reserveCapacity(windows.count * positions.count * units)
    if !windows.isEmpty && !positions.isEmpty {
      let shard = try shard(array, of: group, snapshot: index)
      let first = windows.lowerBound / array.windowsPerChunk
      let last = (windows.upperBound - 1) / array.windowsPerChunk
      for chunk in first...last {
        let values = try values(chunk, of: shard, array)
        let start = chunk * array.windowsPerChunk
        for window in windows.clamped(to: start..<start + array.windowsPerChunk) {
          array.append(positions, ofWindow: window - start, in: values, to: &elements)
        }
      }
    }
    return Tensor(shape: [windows.count, positions.count, units], elements: elements)
  }

  /// The numbers of an inner chunk in the order of the disk, without its padding.
  func values(_ chunk: Int, of shard: ZarrShardReader, _ array: StateArray) throws -> [Float] {
    let bytes = try shard.chunk(
      chunk, codec: array.codec(array.storage), count: array.chunkCount * array.storage.width)
    var values = StateArray.values(of: bytes, storage: array.storage)
    let windows = min(array.windowsPerChunk, array.windows - chunk * array.windowsPerChunk)
    values.removeSubrange((windows * array.windowCount)...)
    if let place = FloatRounding.firstNonfinite(values.span) {
      let window = chunk * array.windowsPerChunk + place / array.windowCount
      throw StateStoreError.damaged(
        path: shard.path, problem: "\(array.sampleName) \(window) is absent (\(values[place]))")
    }
    return values
  }

  /// The shard of a snapshot, which must have the size that was committed.
  func shard(_ array: StateArray, of group: StateGroup, snapshot: Int) throws -> ZarrShardReader {
    let path = catalog.shardPath(array, of: group, snapshot: snapshot)
    let expected = array.shardBytes[snapshot]
    guard try fileSystem.exists(path) else {
      throw StateStoreError.damaged(path: path, problem: "the file is missing")
    }
    let size = try fileSystem.size(path)
    guard size == expected else {
      throw StateStoreError.damaged(
        path: path, problem: "it has \(size) bytes where \(expected) were written")
    }
    return try ZarrShardReader(path, chunks: array.chunks, in: fileSystem)
  }

  func group(_ name: String) throws(StateStoreError) -> StateGroup {
    guard let group = catalog.groups.first(where: { $0.probe.name == name }) else {
      throw .unknownProbe(path: path, name: name, available: probes.map(\.name))
    }
    return group
  }

  func array(_ site: String, of group: StateGroup) throws(StateStoreError) -> StateArray {
    guard let array = group.arrays.first(where: { $0.site.name == site }) else {
      throw .unknownSite(
        path: path, probe: group.probe.name, name: site, available: group.probe.sites.map(\.name))
    }
    return array
  }
}
