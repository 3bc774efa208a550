import Kernels

/// One probe of a store: its description, the steps of its committed snapshots, and its arrays.
struct StateGroup: Equatable, Sendable {
  var probe: ProbeDescription
  var steps: [Int] = []
  var arrays: [StateArray]
  /// The checksums of the chunks of `token_id` and `token_offset`.
  var tokenChecksums: [UInt32] = []
  /// The checksums of the chunks of `snapshot_step`.
  var stepChecksums: [UInt32] = []

  /// The name of an array's last dimension: xarray wants one length for one name within a group.
  func unitName(_ array: StateArray) -> String {
    array.site.units == arrays[0].site.units ? "unit" : "unit_\(array.site.units)"
  }

  func prefix(_ count: Int) -> StateGroup {
    var group = self
    group.steps = Array(steps.prefix(count))
    group.stepChecksums = Array(stepChecksums.prefix(count))
    group.arrays = arrays.map { $0.prefix(count) }
    return group
  }
}

/// The committed contents of a store, which is what its root document says.
struct StateStoreCatalog: Equatable, Sendable {
  static let format = "strata-states"
  static let formatVersion = 1
  static let rootSeal = "root_crc32c"
  static let groupSeal = "group_crc32c"

  let path: String
  var description: StateStoreDescription
  var groups: [StateGroup]

  /// An empty store.
  init(path: String, description: StateStoreDescription) {
    self.path = path
    self.description = description
    groups = description.probes.map { probe in
      StateGroup(
        probe: probe,
        arrays: probe.sites.map {
          StateArray(
            site: $0, probe: probe, precision: description.precision, shuffled: description.shuffled)
        })
    }
  }

  var rootPath: String { Path.join(path, "zarr.json") }

  func folder(_ group: StateGroup) -> String { Path.join(path, group.probe.name) }

  func folder(_ array: StateArray, of group: StateGroup) -> String {
    Path.join(folder(group), array.site.name)
  }

  func shardPath(_ array: StateArray, of group: StateGroup, snapshot: Int, storage: StateArray.Storage? = nil)
    -> String
  {
    Path.join(
      folder(array, of: group), array.shardName(snapshot, storage: storage ?? array.storage))
  }

  /// The store as it was after the last snapshot whose step is not above `step`.
  func prefix(throughStep step: Int) -> StateStoreCatalog {
    var catalog = self
    catalog.groups = groups.map { group in group.prefix(group.steps.count { $0 <= step }) }
    return catalog
  }
}
