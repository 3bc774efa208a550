import Storage
import TestSupport
import Testing

struct RunDirectoryTests {
  private let disk = LocalFileSystem()

  @Test func isMadeOnlyWhereNothingIs() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "runs/one")
      let run = try RunDirectory(creating: path, in: disk)
      #expect(run.metricsPath == "\(path)/metrics.jsonl")
      #expect(try RunDirectory(creating: path, in: disk) == run)
      try disk.create(AtomicWrite.temporaryPath(for: run.configPath), [1])
      #expect(try RunDirectory(creating: path, in: disk) == run)
      // The vocabulary is written first; alone it makes no run.
      try disk.create(run.vocabularyPath, [1])
      #expect(try RunDirectory(creating: path, in: disk) == run)
      #expect(throws: StorageError.notARun(path: path, missing: "config.json")) {
        try RunDirectory(opening: path, in: disk)
      }
      try disk.create(run.configPath, [1])
      #expect(throws: StorageError.folderNotEmpty(path: path)) { try RunDirectory(creating: path, in: disk) }
      #expect(throws: StorageError.self) { try RunDirectory(creating: run.configPath, in: disk) }
      #expect(try RunDirectory(opening: path, in: disk) == run)
    }
  }

  @Test func opensOnlyRuns() throws {
    try TemporaryDirectory.with { folder in
      #expect(throws: StorageError.missing(path: "\(folder)/x")) {
        try RunDirectory(opening: "\(folder)/x", in: disk)
      }
      let error = #expect(throws: StorageError.self) { try RunDirectory(opening: folder, in: disk) }
      #expect(
        error?.description
          == "\(folder) is not a run: it has no config.json; name a folder that 'strata train' made")
    }
  }

  @Test func isLockedByOneOwner() throws {
    try TemporaryDirectory.with { folder in
      let run = try RunDirectory(creating: folder, in: disk)
      do {
        let lock = try RunLock(run)
        #expect(throws: StorageError.runInUse(path: folder)) { _ = try RunLock(run) }
        _ = consume lock
      }
      _ = try RunLock(run)
    }
  }
}
