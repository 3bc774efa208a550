import Kernels
import Synchronization

/// Records states behind the training that makes them.
///
/// Calls copy nothing and return at once: a thread of its own rounds, compresses and writes. Only when the blocks in
/// flight would exceed the memory ceiling does ``append(site:windows:)`` wait. Beyond the ceiling the writer holds one
/// chunk (at most 1 MiB, or one window or image) a site and, while the effect of rounding is measured (snapshots 0, 1, 2, 4,
/// 8, …), at most 4,000 rows a site.
///
/// A snapshot becomes visible as a whole, when its commit replaces the root document; the files of the store are a
/// function of the states alone. The first failure is thrown by the next call and by every later one; what was
/// committed before it stays.
///
/// ```swift
/// let writer = try StateStoreWriter(creating: run.statesPath, description: description, memoryCeiling: 256 << 20, in: files)
/// try writer.begin(probe: "convergence", step: 0)
/// try writer.append(site: "h_l0", windows: states)  // any number of whole windows, in order
/// try writer.commit()
/// try writer.finish()
/// ```
public final class StateStoreWriter: Sendable {
  /// The path of the store.
  public let path: String
  /// What the store holds.
  public let description: StateStoreDescription
  private let queue: BackgroundQueue<StateStoreSession>
  private let front: Mutex<Front>

  /// What the calling side knows: it checks the order of calls before they are queued.
  private struct Front: Sendable {
    /// The steps of each probe, committed or on their way.
    var steps: [[Int]]
    var open: (probe: Int, step: Int, windows: [Int])?
    var isFinished = false
  }

  /// Creates an empty store in a new or empty folder.
  ///
  /// - Parameters:
  ///   - path: The folder of the store.
  ///   - description: The probes, the precision and the attributes.
  ///   - memoryCeiling: The greatest number of bytes of blocks in flight.
  ///   - fileSystem: Where the store lies.
  ///   - effect: Measures what rounding did, on at most 4,000 rows of snapshots 0, 1, 2, 4, 8, … of each array.
  /// - Throws: ``StateStoreError/exists(path:)`` when the folder holds a store, ``StorageError`` for the disk.
  public convenience init(
    creating path: String, description: StateStoreDescription, memoryCeiling: Int,
    in fileSystem: any FileSystem,
    effect: StateEffectMeasure? = nil
  ) throws {
    let catalog = try StateStoreCatalog(creating: path, description: description, in: fileSystem)
    try self.init(catalog, memoryCeiling: memoryCeiling, in: fileSystem, effect: effect)
  }

  /// Goes on with a store: snapshots whose step is above `step` vanish, and so do the remains of an unclean stop.
  ///
  /// - Parameters:
  ///   - path: The folder of the store.
  ///   - description: What the store must have been created with.
  ///   - step: The last step whose snapshots stay; those of later steps will be recorded again.
  ///   - memoryCeiling: The greatest number of bytes of blocks in flight.
  ///   - fileSystem: Where the store lies.
  ///   - effect: As in ``init(creating:description:memoryCeiling:in:effect:)``.
  /// - Throws: ``StateStoreError/differs(path:part:expected:found:)`` for a store of another model, probe or precision.
  public convenience init(
    resuming path: String, description: StateStoreDescription, keepingStepsThrough step: Int,
    memoryCeiling: Int,
    in fileSystem: any FileSystem, effect: StateEffectMeasure? = nil
  ) throws {
    let catalog = try StateStoreCatalog(
      resuming: path, description: description, keepingStepsThrough: step, in: fileSystem)
    try self.init(catalog, memoryCeiling: memoryCeiling, in: fileSystem, effect: effect)
  }

  private init(
    _ catalog: StateStoreCatalog, memoryCeiling: Int, in fileSystem: any FileSystem,
    effect: StateEffectMeasure?
  ) throws {
    path = catalog.path
    description = catalog.description
    front = Mutex(Front(steps: catalog.groups.map(\.steps)))
    queue = try BackgroundQueue(
      StateStoreSession(catalog, in: fileSystem, effect: effect), ceiling: memoryCeiling)
  }

  /// The steps of the snapshots of a probe so far, committed or on their way, in order; empty for an unknown probe.
  public func steps(probe name: String) -> [Int] {
    guard let probe = description.probes.firstIndex(where: { $0.name == name }) else { return [] }
    return front.withLock { $0.steps[probe] }
  }

  /// Begins the next snapshot of a probe; its step must be above those before.
  public func begin(probe name: String, step: Int) throws {
    let probe = try probeIndex(name)
    try front.withLock { front in
      try checkOpen(front)
      guard front.open == nil else {
        throw StateStoreError.misuse(problem: "a snapshot begins before the one before it is committed")
      }
      let last = front.steps[probe].last ?? -1
      guard step > last else { throw StateStoreError.stepOrder(probe: name, step: step, last: last) }
      let sites = description.probes[probe].sites.count
      front.open = (probe: probe, step: step, windows: Array(repeating: 0, count: sites))
    }
    try submit { try $0.begin(group: probe, step: step) }
  }

  /// Adds the next whole windows of a site to the open snapshot: [window, position, unit] for any number of windows.
  ///
  /// Of an image probe these are whole images in the order of networks: [sample, unit], or [sample, row, column, channel]
  /// where the site has maps; the store keeps maps as [channel, row, column].
  ///
  /// Waits only while the blocks in flight leave no room below the ceiling. Numbers that are not finite are an error of
  /// a later call, which names the place.
  public func append(site name: String, windows values: [Float]) throws {
    let site = try front.withLock { front in
      try checkOpen(front)
      guard let open = front.open else {
        throw StateStoreError.misuse(problem: "states of '\(name)' arrive while no snapshot is begun")
      }
      let probe = description.probes[open.probe]
      guard let site = probe.sites.firstIndex(where: { $0.name == name }) else {
        throw StateStoreError.unknownSite(
          path: path, probe: probe.name, name: name, available: probe.sites.map(\.name))
      }
      let windowCount = probe.positions * probe.sites[site].positions * probe.sites[site].units
      guard values.count.isMultiple(of: windowCount) else {
        throw StateStoreError.wrongCount(
          probe: probe.name, site: name, what: "numbers",
          expected: (values.count / windowCount + 1) * windowCount, found: values.count)
      }
      let windows = open.windows[site] + values.count / windowCount
      guard windows <= probe.windows else {
        throw StateStoreError.wrongCount(
          probe: probe.name, site: name, what: probe.samplesName, expected: probe.windows, found: windows)
      }
      front.open?.windows[site] = windows
      return site
    }
    try submit(cost: 4 * values.count) { try $0.append(site: site, values) }
  }

  /// Ends the open snapshot, which must be complete; it becomes visible in order, when its turn comes.
  public func commit() throws {
    try front.withLock { front in
      try checkOpen(front)
      guard let open = front.open else {
        throw StateStoreError.misuse(problem: "a commit arrives while no snapshot is begun")
      }
      let probe = description.probes[open.probe]
      for (site, windows) in zip(probe.sites, open.windows) where windows != probe.windows {
        throw StateStoreError.wrongCount(
          probe: probe.name, site: site.name, what: probe.samplesName, expected: probe.windows, found: windows
        )
      }
      front.steps[open.probe].append(open.step)
      front.open = nil
    }
    try submit { try $0.commit() }
  }

  /// Waits until every commit so far is durable.
  ///
  /// - Throws: the first failure.
  public func flush() throws { try queue.wait() }

  /// Waits until every commit is durable and ends recording; a snapshot that is not committed is dropped.
  ///
  /// - Throws: the first failure.
  public func finish() throws {
    let wasFinished = front.withLock { front in
      defer {
        front.isFinished = true
        front.open = nil
      }
      return front.isFinished
    }
    if !wasFinished { try submit { $0.abandon() } }
    try queue.wait()
  }

  private func checkOpen(_ front: borrowing Front) throws {
    if front.isFinished {
      throw StateStoreError.misuse(problem: "states arrive after the writer is finished")
    }
    // A failure in the background explains whatever is out of order here.
    try queue.check()
  }

  private func probeIndex(_ name: String) throws(StateStoreError) -> Int {
    guard let index = description.probes.firstIndex(where: { $0.name == name }) else {
      throw .unknownProbe(path: path, name: name, available: description.probes.map(\.name))
    }
    return index
  }

  private func submit(
    cost: Int = 0, _ job: @escaping @Sendable (inout StateStoreSession) throws -> Void
  ) throws {
    try queue.submit(cost: cost) { session in
      do {
        try job(&session)
      } catch {
        session.abandon()
        throw error
      }
    }
  }
}
