import Storage
import TestSupport
import Testing

/// What a stop leaves, and that going on ends with the bytes of a run that was never stopped.
struct StateStoreResumeTests {
  /// Stops of the process, not of the machine, are looked at: what is written need not be durable.
  private let disk = UnsynchronizedFileSystem()
  private static let steps = [0, 1, 2]

  /// With a number at step 2 that does not fit a half, and one array that has none.
  private static let fixture: StateStoreFixture = {
    var fixture = StateStoreFixture(
      windows: 2,
      sites: [SiteDescription(name: "h_l0", units: 2), SiteDescription(name: "c_l0", units: 3)])
    fixture.spike = (step: 2, site: "c_l0", value: 70_000)
    return fixture
  }()

  /// The same on one probe, for tests that run once for each operation.
  private static let small: StateStoreFixture = {
    var small = fixture
    small.description.probes.removeFirst()
    return small
  }()

  /// The files of an undisturbed run.
  private func undisturbed(_ fixture: StateStoreFixture = fixture) throws -> [String: [UInt8]] {
    try TemporaryDirectory.with { folder in
      try fixture.write("\(folder)/states.zarr", steps: Self.steps, in: disk)
      return try StateStoreFixture.files("\(folder)/states.zarr")
    }
  }

  /// Runs a scenario with the first, second, third … operation and all after it failing, until it passes.
  private func stopAtEach(
    _ fault: FaultyFileSystem.Fault, forever: Bool = true,
    _ scenario: (_ path: String, FaultyFileSystem) throws -> Void,
    check: (_ path: String, FaultyFileSystem, _ failing: Int, _ error: (any Error)?) throws -> Void
  ) throws -> Int {
    for failing in 1... {
      let passed = try TemporaryDirectory.with { folder in
        let faulty = FaultyFileSystem(disk, failing: failing, with: fault, forever: forever)
        let path = "\(folder)/states.zarr"
        var failure: (any Error)?
        do { try scenario(path, faulty) } catch { failure = error }
        try check(path, faulty, failing, failure)
        return !faulty.hasFailed
      }
      if passed { return failing - 1 }
    }
    return 0
  }

  /// Goes on after whatever was left at `path`, as a trainer does whose last checkpoint is at `checkpoint`.
  private func goOn(_ path: String, checkpoint: Int) throws {
    let writer =
      try disk.exists("\(path)/zarr.json")
      ? Self.small.resuming(path, through: checkpoint, in: disk) : Self.small.creating(path, in: disk)
    for step in Self.steps where step > (writer.steps(probe: "sequence").last ?? -1) {
      // A probe may be ahead of another after an unclean stop; cutting back makes them equal.
      try Self.small.record(step: step, with: writer)
    }
    try writer.finish()
  }

  @Test(arguments: [-1, 0, 1, 2, 9])
  func cuttingBackAndGoingOnGivesTheSameBytes(keep: Int) throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      try Self.fixture.write(path, steps: Self.steps, in: disk)
      let writer = try Self.fixture.resuming(path, through: keep, in: disk)
      let kept = Self.steps.filter { $0 <= keep }
      #expect(writer.steps(probe: "convergence") == kept)
      let store = try StateStore(opening: path, in: disk)
      #expect(try store.steps(probe: "sequence") == kept)
      #expect(try store.verify() == [])
      for step in Self.steps where step > keep { try Self.fixture.record(step: step, with: writer) }
      try writer.finish()
      let whole = try undisturbed()
      #expect(try StateStoreFixture.files(path) == whole)
    }
  }

  /// Names of folders above a store mean nothing to it, whatever its own files are called.
  @Test(arguments: ["token_run", "snapshot_step", "c", "zarr.json"]) func theFolderAboveMayHaveAnyName(
    name: String
  ) throws {
    let whole = try undisturbed()
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/\(name)/run/states.zarr"
      try disk.makeFolders("\(folder)/\(name)/run")
      try Self.fixture.write(path, steps: [0, 1, 2], in: disk)
      #expect(try StateStore.verify(path, in: disk) == [])
      try Self.fixture.resuming(path, through: 0, in: disk).finish()
      #expect(try StateStore.verify(path, in: disk) == [])
      let writer = try Self.fixture.resuming(path, through: 0, in: disk)
      for step in [1, 2] { try Self.fixture.record(step: step, with: writer) }
      try writer.finish()
      #expect(try StateStore.verify(path, in: disk) == [])
      let isSame = try StateStoreFixture.files(path) == whole
      #expect(isSame)
    }
  }

  @Test func aStoreCutBackEqualsOneThatNeverWentFurther() throws {
    try TemporaryDirectory.with { folder in
      try Self.fixture.write("\(folder)/long", steps: Self.steps)
      try Self.fixture.resuming("\(folder)/long", through: 1).finish()
      try Self.fixture.write("\(folder)/short", steps: [0, 1])
      let short = try StateStoreFixture.files("\(folder)/short")
      #expect(try StateStoreFixture.files("\(folder)/long") == short)
    }
  }

  @Test func aStopAtAnyOperationLosesNothingThatWasCommitted() throws {
    let whole = try undisturbed(Self.small)
    var promised = 0
    let failed = try stopAtEach(.shortWrite(FaultyFileSystem.inputOutput)) { path, faulty in
      promised = 0
      let writer = try Self.small.creating(path, in: faulty)
      for (index, step) in Self.steps.enumerated() {
        try Self.small.record(step: step, with: writer)
        try writer.flush()
        promised = index + 1
      }
      try writer.finish()
    } check: { path, faulty, failing, error in
      #expect((error != nil) == faulty.hasFailed, "operation \(failing)")
      try check(path, promised: promised, "operation \(failing)")
      // Going on takes as long as the rest of the run; some of the stops will do.
      guard failing % 11 == 0 || error == nil else { return }
      try goOn(path, checkpoint: promised == 0 ? -1 : Self.steps[promised - 1])
      let files = try StateStoreFixture.files(path)
      #expect(files == whole, "operation \(failing)")
    }
    #expect(failed > 120)
  }

  /// The store opens, is whole, and has at least the promised snapshots.
  private func check(_ path: String, promised: Int, _ comment: Comment) throws {
    guard try disk.exists("\(path)/zarr.json") else {
      #expect(promised == 0, comment)
      return
    }
    let store = try StateStore(opening: path, in: disk)
    let steps = try store.steps(probe: "sequence")
    #expect(steps.count >= promised && Self.steps.starts(with: steps), comment)
    #expect(try store.verify() == [], comment)
  }

  @Test func aStopWhileCuttingBackCanBeCutBackAgain() throws {
    let whole = try undisturbed(Self.small)
    let failed = try stopAtEach(.error(FaultyFileSystem.inputOutput)) { path, faulty in
      try Self.small.write(path, steps: Self.steps, in: disk)
      try Self.small.resuming(path, through: 1, in: faulty).finish()
    } check: { path, faulty, failing, error in
      #expect((error != nil) == faulty.hasFailed, "operation \(failing)")
      let store = try StateStore(opening: path, in: disk)
      let steps = try store.steps(probe: "sequence")
      #expect(steps == [0, 1] || steps == Self.steps)
      #expect(try store.verify() == [], "operation \(failing)")
      for index in steps.indices {
        _ = try store.read(probe: "sequence", site: "c_l0", snapshot: index)
        _ = try store.read(probe: "sequence", site: "h_l0", snapshot: index)
      }
      guard failing % 5 == 0 else { return }
      try goOn(path, checkpoint: 1)
      let files = try StateStoreFixture.files(path)
      #expect(files == whole, "operation \(failing)")
    }
    #expect(failed > 30)
  }

  @Test(arguments: [FaultyFileSystem.Fault.error(28), .shortWrite(28)])
  func everyFailureIsThrown(fault: FaultyFileSystem.Fault) throws {
    let fixture = StateStoreFixture(
      windows: 2, sites: [SiteDescription(name: "h_l0", units: 2)], probes: ["sequence"])
    let failed = try stopAtEach(fault, forever: false) { path, faulty in
      try fixture.write(path, steps: [0, 1], in: faulty)
    } check: { path, faulty, failing, error in
      // One operation failed, and whatever it was, the writer said so; only a run without a failure passes.
      #expect((error != nil) == faulty.hasFailed, "operation \(failing)")
      #expect(faulty.failureCount == (error == nil ? 0 : 1), "operation \(failing)")
      if let error {
        guard case .system(_, _, 28, _) = error as? StorageError else {
          Issue.record("operation \(failing): \(error)")
          return
        }
      } else {
        #expect(faulty.operationCount == failing - 1)
        let store = try StateStore(opening: path, in: disk)
        #expect(try store.steps(probe: "sequence") == [0, 1])
        #expect(try store.verify() == [])
      }
    }
    #expect(failed > 80)
  }

  @Test func powerFailureKeepsWhatWasCommitted() throws {
    let fixture = StateStoreFixture(
      windows: 2, sites: [SiteDescription(name: "h_l0", units: 2)], probes: ["sequence"])
    try TemporaryDirectory.with { folder in
      let recorder = RecordingFileSystem()
      try disk.makeFolders("\(folder)/run")
      let path = "\(folder)/run/states.zarr"
      let writer = try fixture.creating(path, in: recorder)
      var durable: [(operations: Int, snapshots: Int)] = [(recorder.operations.count, 0)]
      for (index, step) in [0, 1].enumerated() {
        try fixture.record(step: step, with: writer)
        try writer.flush()
        durable.append((recorder.operations.count, index + 1))
      }
      try writer.finish()
      let operations = recorder.operations
      // Moments of the second snapshot, and some of those before.
      for count in operations.indices where count.isMultiple(of: count < durable[1].operations ? 10 : 3) {
        let failure = PowerFailure(after: operations[..<count], below: "\(folder)/run")
        let promised = durable.last { $0.operations <= count }?.snapshots
        for contents in PowerFailure.Contents.allCases {
          for namesAreLost in [false, true] {
            try TemporaryDirectory.with { target in
              try failure.restore(namesAreLost: namesAreLost, contents: contents, to: target)
              let path = "\(target)/states.zarr"
              guard try promised != nil || disk.exists("\(path)/zarr.json") else { return }
              let store = try StateStore(opening: path, in: disk)
              #expect(try store.steps(probe: "sequence").count >= promised ?? 0)
              #expect(try store.verify() == [], "\(count) operations, \(contents), \(namesAreLost)")
            }
          }
        }
      }
    }
  }

  @Test func anotherDescriptionIsRefusedByItsPart() throws {
    try TemporaryDirectory.with { folder in
      let path = "\(folder)/states.zarr"
      try Self.fixture.write(path, steps: [0])
      func part(_ change: (inout StateStoreDescription) -> Void) -> String? {
        var fixture = Self.fixture
        change(&fixture.description)
        let error = #expect(throws: StateStoreError.self) { try fixture.resuming(path, through: 0) }
        guard case .differs(path, let part, _, _) = error else { return nil }
        return part
      }
      #expect(part { $0.precision = .lossless } == "precision")
      #expect(part { $0.shuffled = true } == "byte shuffle")
      #expect(part { $0.probes.removeLast() } == "list of probes")
      #expect(part { $0.probes[0].split = "train" } == "split of 'convergence'")
      #expect(part { $0.probes[0].startState = "reset" } == "start state of 'convergence'")
      #expect(part { $0.probes[1].tokenIDs[4] += 1 } == "token ids of 'sequence' at index 4")
      #expect(part { $0.probes[1].tokenOffsets[2] += 1 } == "token offsets of 'sequence' at index 2")
      #expect(part { $0.probes[1].sites[0].units = 5 } == "list of sites of 'sequence'")
      #expect(part { $0.probes[1].identity = "b" } == "identity of 'sequence'")
      #expect(part { $0.attributes["seed"] = "8" } == "seed")
      #expect(part { $0.attributes["model"] = "x" } == "model")
      #expect(try StateStore(opening: path, in: disk).steps(probe: "sequence") == [0])
    }
  }
}
