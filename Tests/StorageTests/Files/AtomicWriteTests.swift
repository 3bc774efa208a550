import Storage
import TestSupport
import Testing

struct AtomicWriteTests {
  private let disk = LocalFileSystem()

  @Test func replacesAndLeavesNothingBehind() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "a.json")
      try AtomicWrite.replace(path, with: Array("one".utf8), in: disk)
      try AtomicWrite.replace(path, with: Array("two".utf8), in: disk)
      #expect(try disk.read(path) == Array("two".utf8))
      #expect(try disk.list(folder) == ["a.json"])
    }
  }

  @Test func overwritesWhatAnInterruptedWriteLeft() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "a.json")
      try disk.create(AtomicWrite.temporaryPath(for: path), Array(repeating: 7, count: 100))
      try AtomicWrite.replace(path, with: [1], in: disk)
      #expect(try disk.list(folder) == ["a.json"])
      #expect(try disk.read(path) == [1])
    }
  }

  @Test func saysWhereItFailed() throws {
    try TemporaryDirectory.with { folder in
      let error = #expect(throws: StorageError.self) {
        try AtomicWrite.replace("\(folder)/none/a.json", with: [1], in: disk)
      }
      #expect(error?.description.contains("/none/.a.json.partial") == true)
    }
  }
}
