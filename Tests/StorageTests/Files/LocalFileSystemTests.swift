import Foundation
import Storage
import TestSupport
import Testing

struct LocalFileSystemTests {
  private let disk = LocalFileSystem()

  @Test func readsRangesAndRefusesShortOnes() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "a")
      try disk.create(path, [1, 2, 3])
      try disk.append([4, 5], to: path)
      #expect(try disk.read(path) == [1, 2, 3, 4, 5])
      #expect(try disk.read(path, at: 1, count: 3) == [2, 3, 4])
      #expect(try disk.read(path, at: 5, count: 0) == [])
      #expect(throws: StorageError.length(path: path, expected: 6, found: 5)) {
        try disk.read(path, at: 3, count: 3)
      }
      #expect(throws: StorageError.length(path: path, expected: Int.max, found: 5)) {
        try disk.read(path, at: 2, count: Int.max)
      }
      try disk.truncate(path, to: 2)
      #expect(try disk.read(path) == [1, 2])
      #expect(try disk.size(path) == 2)
    }
  }

  @Test func readsFilesLargerThanItsBuffer() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "a")
      let bytes = (0..<2_500_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try disk.create(path, bytes)
      #expect(try disk.read(path) == bytes)
      #expect(try disk.read("/proc/self/stat").count > 10)
    }
  }

  @Test func tellsWhatIsThere() throws {
    try TemporaryDirectory.with { folder in
      let deep = Path.join(folder, "x/y/z")
      try disk.makeFolders(deep)
      try disk.makeFolders(deep)
      try disk.create(Path.join(deep, "b"), [])
      try disk.create(Path.join(deep, "a"), [])
      #expect(try disk.list(deep) == ["a", "b"])
      #expect(try disk.kind(deep) == .folder)
      #expect(try disk.kind(Path.join(deep, "a")) == .file)
      #expect(try disk.kind(Path.join(deep, "a/c")) == nil)
      #expect(try disk.kind("/dev/null") == .other)
      #expect(throws: StorageError.missing(path: Path.join(deep, "c"))) {
        try disk.read(Path.join(deep, "c"))
      }
      #expect(throws: StorageError.self) { try disk.makeFolders(Path.join(deep, "a")) }
      #expect(throws: StorageError.self) { try disk.read(deep) }
    }
  }

  @Test func removesTreesButFollowsNoLinks() throws {
    try TemporaryDirectory.with { folder in
      let (kept, tree) = (Path.join(folder, "kept"), Path.join(folder, "tree"))
      try disk.makeFolders(kept)
      try disk.create(Path.join(kept, "file"), [1])
      try disk.makeFolders(Path.join(tree, "in/side"))
      try disk.create(Path.join(tree, "in/a"), [1])
      try FileManager.default.createSymbolicLink(atPath: "\(tree)/link", withDestinationPath: kept)
      try FileManager.default.createSymbolicLink(atPath: "\(tree)/dangling", withDestinationPath: "nowhere")
      try disk.removeTree(tree)
      try disk.removeTree(tree)
      #expect(try disk.list(folder) == ["kept"])
      #expect(try disk.list(kept) == ["file"])
    }
  }

  @Test func explainsAFullDisk() {
    let error = #expect(throws: StorageError.self) { try disk.create("/dev/full", [1]) }
    #expect(
      error?.description
        == "cannot write /dev/full: No space left on device; free some space and continue from the last checkpoint"
    )
  }

  @Test(arguments: [
    ("a", ".", "a", ""), ("a/b.TXT", "a", "b.TXT", "txt"), ("/a", "/", "a", ""), ("/", "/", "", ""),
    ("a/b/", "a", "b", ""), ("a//b", "a", "b", ""), (".hidden", ".", ".hidden", ""),
    ("x.tar.gz", ".", "x.tar.gz", "gz"),
  ])
  func takesPathsApart(_ path: String, _ parent: String, _ name: String, _ fileExtension: String) {
    #expect(Path.parent(of: path) == parent)
    #expect(Path.name(of: path) == name)
    #expect(Path.fileExtension(of: path) == fileExtension)
  }
}
