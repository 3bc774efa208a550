import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusSourceTests {
  private let disk = LocalFileSystem()
  private let texts = ["a b\nc\n", "d\n", "e f\n"].map { Array($0.utf8) }

  private func corpus(_ mirrors: [Mirror] = []) throws -> KnownCorpus {
    KnownCorpus(
      name: "tiny", title: "Tiny",
      files: try zip(Split.allCases, texts).map { split, bytes in
        KnownCorpus.File(
          split: split, name: "tiny.\(split.rawValue).txt", bytes: bytes.count,
          sha256: try Digest.sha256(bytes),
          sortedLinesSHA256: try KnownCorpus.File.sortedLinesSHA256(bytes),
          tokens: [5, 2, 3][split == .train ? 0 : split == .valid ? 1 : 2])
      },
      vocabularySize: 7, licence: "", mirrors: mirrors)
  }

  private func archive(_ folder: String = "tiny/data", train: [UInt8]? = nil) -> [UInt8] {
    TarArchive.bytes(
      [(name: "./\(folder)/README", contents: [0x78])]
        + zip(Split.allCases, texts).map { split, bytes in
          (
            name: "./\(folder)/tiny.\(split.rawValue).txt",
            contents: split == .train ? train ?? bytes : bytes
          )
        })
  }

  private func expectAllThere(_ root: String) throws {
    for (split, bytes) in zip(Split.allCases, texts) {
      #expect(try disk.read("\(root)/tiny/tiny.\(split.rawValue).txt") == bytes)
    }
    #expect(try disk.list("\(root)/tiny").count == 3)
  }

  @Test(arguments: ["tiny.%.txt", "%.txt"]) func aLocalFolderIsCopied(_ pattern: String) throws {
    try TemporaryDirectory.with { root in
      try disk.makeFolders("\(root)/mine")
      for (split, bytes) in zip(Split.allCases, texts) {
        let name = pattern.split(separator: "%", omittingEmptySubsequences: false).joined(
          separator: split.rawValue)
        try disk.create("\(root)/mine/\(name)", bytes)
      }
      let check = try CorpusFetcher(root: root, in: disk).fetch(try corpus(), from: "\(root)/mine")
      #expect(check.isExact && check.isUsable && check.words == 7)
      try expectAllThere(root)
    }
  }

  @Test func aLocalArchiveIsUnpacked() throws {
    try TemporaryDirectory.with { root in
      try disk.create("\(root)/tiny.tar", archive())
      #expect(try CorpusFetcher(root: root, in: disk).fetch(try corpus(), from: "\(root)/tiny.tar").isExact)
      try expectAllThere(root)
    }
  }

  @Test func aPermutedFileIsTakenAndReported() throws {
    try TemporaryDirectory.with { root in
      try disk.create("\(root)/tiny.tar", archive(train: Array("c\na b\n".utf8)))
      let check = try CorpusFetcher(root: root, in: disk).fetch(try corpus(), from: "\(root)/tiny.tar")
      #expect(check.files.map(\.status) == [.permuted, .exact, .exact])
      #expect(check.isUsable && !check.isExact)
    }
  }

  @Test func wrongAndMissingFilesAreNamedAndNothingIsWritten() throws {
    try TemporaryDirectory.with { root in
      let fetcher = CorpusFetcher(root: root, in: disk)
      let wrong = Array("c\na x\n".utf8)
      try disk.create("\(root)/tiny.tar", archive(train: wrong))
      let expected = CorporaError.wrongFile(
        path: "\(root)/tiny.tar: tiny.train.txt", corpus: "tiny", expected: try Digest.sha256(texts[0]),
        found: try Digest.sha256(wrong))
      #expect(throws: expected) { try fetcher.fetch(try corpus(), from: "\(root)/tiny.tar") }
      try disk.makeFolders("\(root)/empty")
      #expect(
        throws: CorporaError.notInSource(source: "\(root)/empty", corpus: "tiny", file: "tiny.train.txt")
      ) { try fetcher.fetch(try corpus(), from: "\(root)/empty") }
      #expect(throws: StorageError.missing(path: "\(root)/nothing")) {
        try fetcher.fetch(try corpus(), from: "\(root)/nothing")
      }
      try disk.create("\(root)/no.zip", Array("no archive".utf8))
      #expect(throws: (any Error).self) { try fetcher.fetch(try corpus(), from: "\(root)/no.zip") }
      #expect(try !disk.exists("\(root)/tiny"))
    }
  }

  @Test func anArchiveOfAMirrorIsUnpacked() throws {
    let good = archive()
    let server = try LoopbackServer { request in
      switch request.path {
      case "/tiny.tar":
        // Half of it at first; the rest must be asked for.
        var response = LoopbackServer.Response.file(good, for: request)
        response.promisedLength = response.body.count
        if request.rangeStart == nil { response.body = Array(response.body.prefix(700)) }
        return response
      case "/text.tar": return .file(Array("this is no archive".utf8), for: request)
      default: return LoopbackServer.Response(status: 404)
      }
    }
    try TemporaryDirectory.with { root in
      let mirrors = ["gone.tar", "text.tar", "tiny.tar"].map { Mirror.archive("\(server.address)/\($0)") }
      #expect(try CorpusFetcher(root: root, idleSeconds: 5, in: disk).fetch(try corpus(mirrors)).isExact)
      try expectAllThere(root)
      #expect(server.requests.map(\.path) == ["/gone.tar", "/text.tar", "/tiny.tar", "/tiny.tar"])
    }
  }
}
