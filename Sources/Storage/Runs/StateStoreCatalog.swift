import Kernels

/// One probe of a store: its description, the steps of its committed snapshots, and its arrays.
struct StateGroup: Equatable, Sendable {
  var probe: ProbeDescription
  var steps: [Int] = []
  var arrays: [StateArray]
  /// The checksums of the chunks of the probe's coordinates.
  var coordinateChecksums: [UInt32] = []
  /// The checksums of the chunks of `snapshot_step`.
  var stepChecksums: [UInt32] = []

  /// The names of an array's dimensions: xarray wants one length for one name within a group.
  ///
  /// The first array of a kind has the plain names; a dimension of another length has its length in its name.
  func dimensionNames(_ array: StateArray) -> [String] {
    let first = arrays.first { $0.site.isMap == array.site.isMap } ?? array
    let count = array.trailingDimensionNames.count
    let lengths = zip(array.sampleShape.suffix(count), first.sampleShape.suffix(count))
    return array.leadingDimensionNames
      + zip(array.trailingDimensionNames, lengths).map { $1.0 == $1.1 ? $0 : "\($0)_\($1.0)" }
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
  /// The newest version that this program reads.
  static let newestVersion = 2
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

  /// The version of the format that the store is written in.
  ///
  /// Text stores are what they were from the first, and stay readable by every program. A store with an image probe says
  /// 2: programs that know tokens alone then ask for a newer program, where with 1 they would take it for damaged.
  var formatVersion: Int { groups.contains { $0.probe.content.isImages } ? 2 : 1 }

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
