import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusCheckTests {
  private let disk = LocalFileSystem()

  @Test func aFolderOfTextsIsCounted() throws {
    try TemporaryDirectory.with { folder in
      for (name, text) in [("train", "a b\n"), ("valid", "a\n"), ("test", "c\n")] {
        try disk.create("\(folder)/\(name).txt", Array(text.utf8))
      }
      let check = try CorpusCheck.run(folder, in: disk)
      #expect(check.corpus == nil && check.words == 4 && check.expectedWords == nil)
      #expect(check.files.map(\.tokens) == [3, 2, 2])
      #expect(check.files.allSatisfy { $0.status == .unknown })
      #expect(check.isUsable)
      #expect(try check.files[1].sha256 == Digest.sha256("a\n"))
    }
  }

  @Test func whatIsMissingUnreadableOrAnotherFileIsReported() throws {
    try TemporaryDirectory.with { root in
      let folder = "\(root)/ptb"
      #expect(
        try CorpusCheck.run("ptb", root: root, in: disk).files.map(\.status) == [
          .missing, .missing, .missing,
        ])
      try disk.makeFolders("\(folder)/ptb.test.txt")
      try disk.create("\(folder)/ptb.train.txt", Array("a\n".utf8))
      let check = try CorpusCheck.run("ptb", root: root, in: disk)
      #expect(check.files.map(\.status) == [.differs, .missing, .unreadable])
      #expect(check.files[0].tokens == 2 && check.files[0].expectedTokens == 929_589)
      #expect(!check.isUsable && check.words == nil)
      try disk.create("\(folder)/ptb.valid.txt", [0x61, 0xFF])
      #expect(try CorpusCheck.run(folder, in: disk).files[1].status == .unreadable)
      #expect(throws: CorporaError.self) { try CorpusCheck.run("nothing", root: root, in: disk) }
    }
  }

  @Test func aGeneratedCorpusIsComparedWithItsRecord() throws {
    try TemporaryDirectory.with { folder in
      try SyntheticCorpus.write(
        to: folder, language: SyntheticLanguage(seed: 1), tokens: (200, 100, 100), in: disk)
      #expect(try CorpusCheck.run(folder, in: disk).isExact)
      try disk.append(Array("x\n".utf8), to: "\(folder)/train.txt")
      #expect(try CorpusCheck.run(folder, in: disk).files.map(\.status) == [.differs, .exact, .exact])
    }
  }

  @Test func sortedLinesTellAPermutationFromAnotherText() throws {
    let digest = { try KnownCorpus.File.sortedLinesSHA256(Array(($0 as String).utf8)) }
    // printf 'b\n\nab\n' | LC_ALL=C sort | sha256sum
    #expect(try digest("b\n\nab\n") == Digest.sha256("\nab\nb\n"))
    #expect(try digest("ab\nb\n\n") == digest("b\n\nab\n"))
    #expect(try digest("b\n\nab") == digest("b\n\nab\n"))
    #expect(try digest("b\nab\n") != digest("b\n\nab\n"))
    #expect(try digest("b\nb\nab\n") != digest("b\nab\nab\n"))
  }
}
