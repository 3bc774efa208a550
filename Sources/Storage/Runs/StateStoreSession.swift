import Kernels
public import Tensors

/// Measures what storing did to a part of a snapshot: rows of exact states and the same rows as they are stored.
///
/// Both matrices are [row, unit], a row for each window and position, or image and position of its map. What it returns goes into the array's attributes;
/// what it throws goes there as text, and recording goes on.
public typealias StateEffectMeasure =
  @Sendable (_ exact: Matrix<Float>, _ stored: Matrix<Float>) throws -> [String:
  Double]

/// The background side of a writer: encodes blocks, writes shards, and commits snapshots one after the other.
struct StateStoreSession: Sendable {
  private(set) var catalog: StateStoreCatalog
  private let fileSystem: any FileSystem
  private let effect: StateEffectMeasure?
  private var open: OpenSnapshot?

  private struct OpenSnapshot: Sendable {
    var group: Int
    var step: Int
    var shards: [StateShard]
  }

  init(_ catalog: StateStoreCatalog, in fileSystem: any FileSystem, effect: StateEffectMeasure?) {
    self.catalog = catalog
    self.fileSystem = fileSystem
    self.effect = effect
  }

  mutating func begin(group: Int, step: Int) throws {
    let members = catalog.groups[group]
    let snapshot = members.steps.count
    open = OpenSnapshot(group: group, step: step, shards: [])
    for array in members.arrays {
      let shard = try StateShard(
        array, snapshot: snapshot, step: step, probe: members.probe.name,
        folder: catalog.folder(array, of: members),
        sampling: effect != nil && StateEffect.isDue(snapshot: snapshot), in: fileSystem)
      open?.shards.append(shard)
    }
  }

  mutating func append(site: Int, _ values: [Float]) throws {
    try open?.shards[site].append(values)
  }

  /// Makes the open snapshot durable, then visible.
  mutating func commit() throws {
    guard var snapshot = open else { return }
    var next = catalog
    let group = snapshot.group
    let index = next.groups[group].steps.count
    next.groups[group].steps.append(snapshot.step)
    for site in snapshot.shards.indices {
      try snapshot.shards[site].finish()
      next.groups[group].arrays[site] = snapshot.shards[site].array
      try measureEffect(&snapshot.shards[site], step: snapshot.step, of: &next.groups[group].arrays[site])
    }
    open = snapshot
    try widen(from: catalog.groups[group], to: &next.groups[group])
    let steps = Path.join(catalog.folder(next.groups[group]), "snapshot_step/c/\(index)")
    let chunk = try StateStoreCatalog.chunk([Int64(snapshot.step)])
    try fileSystem.makeFolders(Path.parent(of: steps))
    try AtomicWrite.replace(steps, with: chunk, in: fileSystem)
    next.groups[group].stepChecksums.append(CRC32C.checksum(chunk))
    for document in try next.documents() where isChanged(document, group: next.groups[group]) {
      try AtomicWrite.replace(document.path, with: document.bytes, in: fileSystem)
    }
    let widened = zip(catalog.groups[group].arrays, next.groups[group].arrays).filter {
      $0.storage != $1.storage
    }
    catalog = next
    open = nil
    for (old, _) in widened {
      try fileSystem.removeTree(Path.join(catalog.folder(old, of: catalog.groups[group]), "c"))
    }
  }

  /// Drops the open snapshot and what it has written; never throws, because the first failure is the one to report.
  mutating func abandon() {
    for shard in open?.shards ?? [] { shard.abandon() }
    open = nil
  }

  /// A commit changes the documents of one group and the root.
  private func isChanged(_ document: StateStoreCatalog.Document, group: StateGroup) -> Bool {
    guard document.path != catalog.rootPath else { return true }
    let folder = catalog.folder(group) + "/"
    guard document.path.hasPrefix(folder) else { return false }
    let name = document.path.dropFirst(folder.count).prefix { $0 != "/" }
    return !group.probe.coordinates.contains { $0.name == name }
  }

  /// Writes the older snapshots of arrays that became Float32 once more, beside the ones in half precision.
  private func widen(from old: StateGroup, to new: inout StateGroup) throws {
    for site in new.arrays.indices where new.arrays[site].storage != old.arrays[site].storage {
      for snapshot in old.steps.indices {
        try StateShard.rewrite(
          snapshot, of: old.arrays[site], as: &new.arrays[site],
          folder: catalog.folder(old.arrays[site], of: old), in: fileSystem)
      }
    }
  }

  private func measureEffect(_ shard: inout StateShard, step: Int, of array: inout StateArray) throws {
    guard let effect, let sample = shard.takeSample() else { return }
    let outcome: StateEffect.Outcome
    do {
      let values = try effect(sample.exact, sample.stored)
      let bad = values.keys.sorted().first { !(values[$0]?.isFinite ?? false) }
      outcome = bad.map { .failure("\($0) is not finite") } ?? .values(values)
    } catch {
      outcome = .failure("\(error)")
    }
    array.effects.append(
      StateEffect(snapshot: shard.snapshot, step: step, rows: sample.exact.rows, outcome: outcome))
  }
}
