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

  @Test(arguments: ["plain.tar", "packed.tgz", "packed.zip"]) func readsChosenMembersInOnePass(_ name: String)
    throws
  {
    let contents = try archive(name).contents { $0.hasPrefix("data/") }
    #expect(
      contents == [
        "data/ptb.train.txt": Array("the cat\nthe cat\nthe cat\n".utf8), "data/empty.txt": [],
      ])
    #expect(try archive(name).contents { _ in false } == [:])
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

  /// Both ways of reading throw exactly this error about the archive.
  private func expectMalformed(_ path: String, _ problem: String, _ comment: Comment) {
    let expected = StorageError.malformed(path: path, format: "archive", byte: nil, problem: problem)
    #expect(throws: expected, comment) { try ArchiveFile(path).members() }
    #expect(throws: expected, comment) { try ArchiveFile(path).read("a") }
  }

  private func foreign(_ path: String) -> String {
    "libarchive: \(path) is not a zip, tar or compressed file"
  }

  private func unreadable(_ path: String, _ reason: String) -> String {
    "libarchive: cannot read \(path): \(reason)"
  }

  @Test(arguments: ["a.zip", "a.tar", "a.tgz", "a.gz", "a"]) func refusesWhatIsNoArchive(name: String) throws
  {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, name)
      for (bytes, problem) in [
        ([], unreadable(path, "Unrecognized archive format")),
        (Array("just some text\n".utf8), foreign(path)),
        ([UInt8](repeating: 0, count: 2000), "it has no members; fetch it again"),
        ([UInt8](repeating: 0, count: 10_240), "it has no members; fetch it again"),
      ] {
        try disk.create(path, bytes)
        expectMalformed(path, problem, "\(bytes.count) bytes")
      }
      #expect(throws: StorageError.missing(path: "\(path)-absent")) {
        try ArchiveFile("\(path)-absent").members()
      }
    }
  }

  /// A gzip file is known by its whole header, which may hold a name, and ends with eight bytes of checksum and length.
  @Test(arguments: [("packed.tgz", 21), ("packed.tar.gz", 21), ("ptb.valid.txt.gz", 10)])
  func refusesTruncatedCompressedFiles(name: String, header: Int) throws {
    let bytes = try disk.read(Fixture.path("Storage/\(name)"))
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, name)
      for count in 0..<bytes.count {
        try disk.create(path, Array(bytes[..<count]))
        let problem =
          switch count {
          case 0: unreadable(path, "Unrecognized archive format")
          case ..<header: foreign(path)
          case ..<(bytes.count - 8): unreadable(path, "truncated gzip input")
          default: unreadable(path, "its end is missing or damaged")
          }
        expectMalformed(path, problem, "\(count) of \(bytes.count) bytes")
      }
    }
  }

  /// The directory of a zip file stands at its end, so that no truncated file is one.
  @Test func refusesTruncatedZipFiles() throws {
    let bytes = try disk.read(Fixture.path("Storage/packed.zip"))
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "packed.zip")
      for count in 1..<bytes.count {
        try disk.create(path, Array(bytes[..<count]))
        expectMalformed(path, foreign(path), "\(count) of \(bytes.count) bytes")
      }
    }
  }

  @Test func aFullDiskLeavesNoHalfFile() throws {
    let failures = try FaultyFileSystem.failEach(.shortWrite(FaultyFileSystem.noSpace), forever: false) {
      folder, disk in
      _ = try archive("packed.zip").extract(to: folder, in: disk) { Path.name(of: $0) }
    } check: { folder, failing, failures, error in
      #expect((error != nil) == (failures > 0), "operation \(failing)")
      for name in try disk.list(folder) {
        let whole = try archive("packed.zip").members().first { Path.name(of: $0) == name }
        #expect(try disk.read(Path.join(folder, name)) == whole.map { try archive("packed.zip").read($0) })
      }
      if error == nil { #expect(try disk.list(folder).count == 3) }
    }
    #expect(failures > 10)
  }
}
