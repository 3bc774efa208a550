import Storage
import Tensors
import TestSupport
import Testing

/// A short run: configuration, log and two checkpoints, of which the first is removed when the second is safe.
private struct Scenario {
  let folder: String
  let disk: any FileSystem

  static let configurations = ["{\"a\":1}\n", "{\"a\":2}\n"].map { Array($0.utf8) }

  static func checkpoint(_ step: Int) -> Checkpoint {
    let weights = Tensor(shape: [300], elements: (0..<300).map { Float($0 * step) })
    return Checkpoint(
      step: step, model: SafetensorsFile(tensors: [NamedTensor(name: "w", tensor: weights)]),
      trainState: SafetensorsFile(tensors: []), state: Array("{\"step\":\(step)}\n".utf8))
  }

  static func record(_ step: Int) -> MetricRecord {
    MetricRecord(
      step: step, epoch: 1, tokens: 10 * step, wall: 0.5, split: "train", loss: 1.25, perplexity: 3.5, lr: 20)
  }

  /// Runs the stages and tells after each that it is committed.
  func run(_ committed: (Int) -> Void) throws {
    let run = try RunDirectory(creating: Path.join(folder, "run"), in: disk)
    try AtomicWrite.replace(run.configPath, with: Self.configurations[0], in: disk)
    committed(1)
    let log = try MetricLog(path: run.metricsPath, in: disk)
    let store = CheckpointStore(run: run, fileSystem: disk)
    for step in 1...2 {
      try log.append(Self.record(step))
      try log.sync()
      try store.save(Self.checkpoint(step))
      committed(1 + step)
    }
    try store.remove(step: 1)
    committed(4)
    try AtomicWrite.replace(run.configPath, with: Self.configurations[1], in: disk)
    committed(5)
  }

  /// Opens what is left and makes sure that everything up to stage `committed` is there, whole.
  static func check(_ folder: String, committed: Int) throws {
    let disk = LocalFileSystem()
    let path = Path.join(folder, "run")
    guard try committed >= 1 || disk.exists(Path.join(path, "config.json")) else {
      // Nothing was promised; a new run can begin here.
      _ = try RunDirectory(creating: path, in: disk)
      return
    }
    let run = try RunDirectory(opening: path, in: disk)
    let configuration = try disk.read(run.configPath)
    #expect(committed >= 5 ? configuration == configurations[1] : configurations.contains(configuration))
    let store = CheckpointStore(run: run, fileSystem: disk)
    let steps = try store.steps()
    for step in steps { #expect(try store.load(step: step) == checkpoint(step)) }
    if committed >= 2 { #expect(try store.latest() != nil) }
    if committed == 2 { #expect(steps.contains(1)) }
    if committed >= 3 { #expect(steps.last == 2) }
    if committed >= 4 { #expect(steps == [2]) }
    let latest = steps.last ?? 0
    if try disk.exists(run.metricsPath) {
      let records = try MetricLog.read(run.metricsPath, in: disk)
      #expect(records == (1...2).prefix(records.count).map(record))
      #expect(records.count >= latest)
    } else {
      #expect(latest == 0)
    }
    try carryOn(run)
  }

  /// A later save works and leaves nothing of the interrupted one.
  private static func carryOn(_ run: RunDirectory) throws {
    let disk = LocalFileSystem()
    let log = try MetricLog(path: run.metricsPath, in: disk)
    try log.append(record(3))
    #expect(try MetricLog.read(run.metricsPath, in: disk).last == record(3))
    let store = CheckpointStore(run: run, fileSystem: disk)
    try store.save(checkpoint(3))
    #expect(try store.latest() == checkpoint(3))
    #expect(try disk.list(run.checkpointsPath).allSatisfy { !$0.hasPrefix(".") })
    try AtomicWrite.replace(run.configPath, with: configurations[0], in: disk)
    #expect(try disk.list(run.path).allSatisfy { !$0.hasPrefix(".") })
  }
}

struct RunFaultTests {
  @Test(
    arguments: [
      FaultyFileSystem.Fault.error(FaultyFileSystem.inputOutput),
      .error(FaultyFileSystem.noSpace), .shortWrite(FaultyFileSystem.noSpace),
    ], [true, false])
  func whateverOperationFailsNothingCommittedIsLost(_ fault: FaultyFileSystem.Fault, forever: Bool) throws {
    var committed = 0
    let failures = try FaultyFileSystem.failEach(fault, forever: forever) { folder, disk in
      committed = 0
      try Scenario(folder: folder, disk: disk).run { committed = $0 }
    } check: { folder, failing, failures, error in
      // Nothing may fail in silence, except tidying up after a failure that is being reported.
      #expect((error == nil) == (committed == 5) && (error == nil) == (failures == 0), "operation \(failing)")
      if !forever { #expect(failures <= 1) }
      if let error { #expect("\(error)".contains("failure on purpose"), "operation \(failing)") }
      try Scenario.check(folder, committed: committed)
    }
    #expect(failures > 40)
  }

  @Test func powerFailuresLoseNothingThatWasCommitted() throws {
    try TemporaryDirectory.with(inMemory: true) { folder in
      let disk = RecordingFileSystem()
      var ends: [(stage: Int, operations: Int)] = []
      try Scenario(folder: folder, disk: disk).run { ends.append(($0, disk.operations.count)) }
      let operations = disk.operations
      for count in 0...operations.count {
        let committed = ends.last { $0.operations <= count }?.stage ?? 0
        let failure = PowerFailure(after: operations[..<count], below: folder)
        for namesAreLost in [false, true] {
          for contents in PowerFailure.Contents.allCases {
            try TemporaryDirectory.with(inMemory: true) { restored in
              try failure.restore(namesAreLost: namesAreLost, contents: contents, to: restored)
              try Scenario.check(restored, committed: committed)
            }
          }
        }
      }
    }
  }
}
