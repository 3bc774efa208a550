import Kernels

extension StateStoreCatalog {
  /// Makes an empty store; its root document comes last.
  init(creating path: String, description: StateStoreDescription, in fileSystem: any FileSystem) throws {
    try description.check()
    self.init(path: path, description: description)
    try clearFolder(in: fileSystem)
    for index in groups.indices {
      let probe = groups[index].probe
      groups[index].coordinateChecksums = try zip(probe.coordinates, probe.coordinateChunks()).map {
        try write($0, $1, of: groups[index], in: fileSystem)
      }
      try fileSystem.makeFolders(Path.join(folder(groups[index]), "snapshot_step"))
      for array in groups[index].arrays {
        try fileSystem.makeFolders(folder(array, of: groups[index]))
      }
    }
    try publish(in: fileSystem)
  }

  /// Opens a store to go on with it, cut back to the snapshots through `step`.
  ///
  /// The shorter documents become durable before the files that they no longer name are removed, so that a stop at any
  /// moment leaves a store that opens and can be cut back again.
  init(
    resuming path: String, description: StateStoreDescription, keepingStepsThrough step: Int,
    in fileSystem: any FileSystem
  ) throws {
    try description.check()
    let found = try StateStoreCatalog(reading: path, in: fileSystem)
    if let (part, expected, other) = description.difference(from: found.description) {
      throw StateStoreError.differs(path: path, part: part, expected: expected, found: other)
    }
    self = found.prefix(throughStep: step)
    for (index, group) in found.groups.enumerated() {
      for (site, array) in group.arrays.enumerated() where array.storage != groups[index].arrays[site].storage
      {
        // The number that did not fit is gone: the array is in half precision again, as it was then.
        for snapshot in groups[index].steps.indices {
          try StateShard.rewrite(
            snapshot, of: array, as: &groups[index].arrays[site], folder: folder(array, of: group),
            in: fileSystem)
        }
      }
    }
    try publish(in: fileSystem)
    try removeLeftovers(in: fileSystem)
  }

  /// Makes the documents durable that are not on the disk already, the root last.
  private func publish(in fileSystem: any FileSystem) throws {
    for document in try documents() {
      if try fileSystem.exists(document.path), try fileSystem.read(document.path) == document.bytes {
        continue
      }
      try AtomicWrite.replace(document.path, with: document.bytes, in: fileSystem)
    }
  }

  /// Empties the folder of what a stopped creation left; refuses a store and anything foreign.
  private func clearFolder(in fileSystem: any FileSystem) throws {
    try fileSystem.makeFolders(path)
    let names = try fileSystem.list(path)
    if names.contains("zarr.json") { throw StateStoreError.exists(path: path) }
    let own = Set(groups.map(\.probe.name) + [Path.name(of: AtomicWrite.temporaryPath(for: rootPath))])
    if let foreign = names.first(where: { !own.contains($0) }) {
      throw StateStoreError.notEmpty(path: path, name: foreign)
    }
    for group in groups where names.contains(group.probe.name) {
      let own = Set(
        group.probe.sites.map(\.name) + ["zarr.json"] + group.probe.otherArrays)
      for name in try fileSystem.list(folder(group)) where !own.contains(name) && !name.hasSuffix(".partial")
      {
        throw StateStoreError.notEmpty(path: path, name: Path.join(group.probe.name, name))
      }
    }
    for name in names { try fileSystem.removeTree(Path.join(path, name)) }
  }

  private func write(
    _ coordinate: StateCoordinate, _ chunk: [UInt8], of group: StateGroup, in fileSystem: any FileSystem
  ) throws -> UInt32 {
    let path = Path.join(Path.join(folder(group), coordinate.name), coordinate.chunkKey)
    try fileSystem.makeFolders(Path.parent(of: path))
    try AtomicWrite.replace(path, with: chunk, in: fileSystem)
    return CRC32C.checksum(chunk)
  }

  /// The files of an array's folder that the root document stands for, relative to it.
  func files(_ array: StateArray) -> [String] {
    ["zarr.json"] + (0..<array.snapshots).map { array.shardName($0, storage: array.storage) }
  }

  /// Removes everything in the folders of the arrays that the documents do not name, and temporary documents.
  private func removeLeftovers(in fileSystem: any FileSystem) throws {
    try fileSystem.removeTree(AtomicWrite.temporaryPath(for: rootPath))
    for group in groups {
      let folder = folder(group)
      try fileSystem.removeTree(AtomicWrite.temporaryPath(for: Path.join(folder, "zarr.json")))
      for array in group.arrays {
        try keep(files(array), in: self.folder(array, of: group), fileSystem)
      }
      let steps = ["zarr.json"] + group.steps.indices.map { "c/\($0)" }
      try keep(steps, in: Path.join(folder, "snapshot_step"), fileSystem)
      for coordinate in group.probe.coordinates {
        try keep(
          ["zarr.json", coordinate.chunkKey], in: Path.join(folder, coordinate.name), fileSystem)
      }
    }
  }

  /// Removes what is neither among `files`, relative to `folder`, nor a folder above one of them.
  private func keep(_ files: [String], in folder: String, _ fileSystem: any FileSystem) throws {
    var below: [String: [String]] = [:]
    for file in files {
      let parts = file.split(separator: "/", maxSplits: 1).map(String.init)
      below[parts[0], default: []] += parts.dropFirst()
    }
    for name in try fileSystem.list(folder) {
      let path = Path.join(folder, name)
      guard let inner = below[name] else {
        try fileSystem.removeTree(path)
        continue
      }
      if !inner.isEmpty { try keep(inner, in: path, fileSystem) }
    }
  }
}
