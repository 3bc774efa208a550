import Storage
import TestSupport
import Testing

/// Reads what `Scripts/reference/numpy_files.py` wrote.
struct ArchiveFileTests {
  private let disk = LocalFileSystem()

  private func archive(_ name: String) -> ArchiveFile { ArchiveFile(Fixture.path("Storage/\(name)")) }

  @Test(arguments: ["plain.tar", "packed.tar.gz", "packed.tgz", "packed.zip"])
  func listsReadsAndExtracts(_ name: String) throws {
    let archive = archive(name)
    #expect(try archive.members() == ["data/ptb.train.txt", "data/empty.txt", "README"])
    #expect(try archive.read("data/ptb.train.txt") == Array("the cat\nthe cat\nthe cat\n".utf8))
    #expect(try archive.read("data/empty.txt") == [])
    #expect(
      throws: StorageError.noSuchMember(
        path: archive.path, name: "x", available: ["data/ptb.train.txt", "data/empty.txt", "README"])
    ) { try archive.read("x") }
    try TemporaryDirectory.with { folder in
      let target = Path.join(folder, "new")
      let written = try archive.extract(to: target, in: disk) {
        $0.hasPrefix("data/") ? Path.name(of: $0) : nil
      }
      #expect(written == [Path.join(target, "ptb.train.txt"), Path.join(target, "empty.txt")])
      #expect(try disk.list(target) == ["empty.txt", "ptb.train.txt"])
      #expect(try disk.read(written[0]) == archive.read("data/ptb.train.txt"))
    }
  }

  @Test func readsASingleCompressedFile() throws {
    let archive = archive("ptb.valid.txt.gz")
    #expect(try archive.members() == ["ptb.valid.txt"])
    #expect(try archive.read("ptb.valid.txt") == Array("a dog\n".utf8))
  }

  @Test(arguments: ["outside.tar", "absolute.tar", "outside.zip"])
  func refusesNamesThatLeadOut(_ name: String) throws {
    let error = #expect(throws: StorageError.self) { try archive(name).members() }
    #expect(error?.description.contains("would be written outside its folder") == true)
    try TemporaryDirectory.with { folder in
      #expect(throws: StorageError.self) {
        try archive(name).extract(to: folder, in: disk) { Path.name(of: $0) }
      }
      let left = Set(try disk.list(folder))
      #expect(left.isSubset(of: ["ok"]))
    }
  }

  @Test func passesOverLinks() throws {
    #expect(try archive("link.tar").members() == ["file"])
  }

  @Test func refusesWhatIsNoArchive() throws {
    try TemporaryDirectory.with { folder in
      for bytes: [UInt8] in [[], Array("just some text\n".utf8), [UInt8](repeating: 0, count: 2000)] {
        let path = Path.join(folder, "a.zip")
        try disk.create(path, bytes)
        let found = try? ArchiveFile(path).members()
        #expect(found == nil || found == [], "\(bytes.count) bytes")
      }
      #expect(throws: StorageError.missing(path: "\(folder)/b.zip")) {
        try ArchiveFile("\(folder)/b.zip").members()
      }
    }
  }

  @Test func refusesTruncatedCompressedFiles() throws {
    let bytes = try disk.read(Fixture.path("Storage/packed.tgz"))
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "a.tgz")
      for count in stride(from: 1, to: bytes.count - 8, by: 3) {
        try disk.create(path, Array(bytes[..<count]))
        #expect(throws: StorageError.self, "\(count) bytes") {
          let archive = ArchiveFile(path)
          for member in try archive.members() { _ = try archive.read(member) }
          if try archive.members().count < 3 { throw StorageError.missing(path: path) }
        }
      }
    }
  }

  @Test func aFullDiskLeavesNoHalfFile() throws {
    let failures = try FaultyFileSystem.failEach(.shortWrite(FaultyFileSystem.noSpace), forever: false) {
      folder, disk in
      _ = try archive("packed.zip").extract(to: folder, in: disk) { Path.name(of: $0) }
    } check: { folder, _, error in
      for name in try disk.list(folder) {
        let whole = try archive("packed.zip").members().first { Path.name(of: $0) == name }
        #expect(try disk.read(Path.join(folder, name)) == whole.map { try archive("packed.zip").read($0) })
      }
      if error == nil { #expect(try disk.list(folder).count == 3) }
    }
    #expect(failures > 10)
  }
}
