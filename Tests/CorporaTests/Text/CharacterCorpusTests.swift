import Storage
import TestSupport
import Testing

@testable import Corpora

/// Corpora read as characters or bytes, and single files.
@Suite struct CharacterCorpusTests {
  private let disk = LocalFileSystem()

  private func write(_ texts: [String: [UInt8]], into folder: String) throws {
    try disk.makeFolders(folder)
    for (name, text) in texts { try disk.create(Path.join(folder, name), text) }
  }

  private func folder(_ parent: String, train: String, valid: [UInt8], test: String) throws -> String {
    let path = Path.join(parent, "mine")
    try write(
      ["train.txt": Array(train.utf8), "valid.txt": valid, "test.txt": Array(test.utf8)], into: path)
    return path
  }

  @Test func charactersOfThreeTextsAreNumberedTogether() throws {
    try TemporaryDirectory.with { root in
      let path = try folder(root, train: " b\n", valid: Array("é".utf8), test: "bd\r\n")
      let corpus = try TextCorpus.load(path, tokens: .characters, in: disk)
      #expect(corpus.tokenUnit == .characters)
      #expect(corpus.vocabulary.tokens == [#"\u0020"#, "b", #"\n"#, "é", "d", #"\r"#])
      #expect(corpus.train == [0, 1, 2] && corpus.valid == [3] && corpus.test == [1, 4, 5, 2])
      #expect(try corpus.hashes == TextCorpus.load(path, in: disk).hashes)
      let bytes = try TextCorpus.load(path, tokens: .bytes, in: disk)
      #expect(bytes.vocabulary == .ofBytes && bytes.valid == [0xC3, 0xA9] && bytes.hashes == corpus.hashes)
    }
  }

  @Test func invalidUTF8IsRefusedAsCharactersAndTakenAsBytes() throws {
    try TemporaryDirectory.with { root in
      let path = try folder(root, train: "a\n", valid: Array("ok\né\n".utf8) + [0x61, 0xFE], test: "b\n")
      let expected = CorporaError.notUTF8(path: "\(path)/valid.txt", line: 3, byte: 7, value: 0xFE)
      #expect(throws: expected) { try TextCorpus.load(path, tokens: .characters, in: disk) }
      #expect(expected.description.contains("0xFE at offset 7 (line 3)"))
      #expect(try TextCorpus.load(path, tokens: .bytes, in: disk).valid.last == 0xFE)
    }
  }

  @Test func publishedCountsAreThoseOfWords() throws {
    try TemporaryDirectory.with { root in
      let text = Array("a\n".utf8)
      try write(["ptb.train.txt": text, "ptb.valid.txt": text, "ptb.test.txt": text], into: "\(root)/ptb")
      #expect(throws: CorporaError.self) { try TextCorpus.load("ptb", root: root, in: disk) }
      let corpus = try TextCorpus.load("ptb", tokens: .characters, root: root, in: disk)
      #expect(corpus.train == [0, 1] && corpus.warnings.count == 3)
      #expect(corpus.warnings[0].hasPrefix("\(root)/ptb/ptb.train.txt has another SHA-256 than"))
    }
  }

  @Test func whatIsKnownOfWordsIsNotToldOfCharacters() throws {
    try TemporaryDirectory.with { folder in
      try SyntheticCorpus.write(
        to: folder, language: SyntheticLanguage(seed: 3), tokens: (200, 100, 100), in: disk)
      let words = try TextCorpus.load(folder, in: disk)
      #expect(try words.hasTrueLosses && words.grammarLabels(.test, in: disk) != nil)
      let corpus = try TextCorpus.load(folder, tokens: .characters, in: disk)
      #expect(try !corpus.hasTrueLosses && corpus.trueLosses(.test, in: disk) == nil)
      #expect(try corpus.grammarLabels(.test, in: disk) == nil)
    }
  }

  @Test func theRepeatedTokenDoesNotEndALine() throws {
    try TemporaryDirectory.with { root in
      let path = try folder(root, train: "\n\n\n\nbb\na\n", valid: [0x61], test: "a")
      let corpus = try TextCorpus.load(path, tokens: .bytes, in: disk)
      #expect(RepeatedToken.token(of: corpus) == 0x62)
    }
  }

  @Test(arguments: TokenUnit.allCases) func aSingleFileIsCutAtLineEnds(_ unit: TokenUnit) throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "book.txt")
      let lines = (0..<60).map { "line \($0)\n" }
      try disk.create(path, Array(lines.joined().utf8))
      let corpus = try TextCorpus.load(path, tokens: unit, in: disk)
      #expect(corpus.isSingleFile && corpus.folder == path && corpus.name == "book.txt")
      // 470 bytes: the lines in which bytes 423 and 446 lie end the parts.
      let parts = [lines[..<55], lines[55..<58], lines[58...]].map { $0.joined() }
      for (split, text) in zip(Split.allCases, parts) {
        #expect(
          try corpus.tokens(split) == corpus.vocabulary.ids(of: Array(text.utf8), path: "t"), "\(split)")
        #expect(try corpus.hashes[split.rawValue] == Digest.sha256(text))
      }
      #expect(corpus.warnings.count == 1)
      #expect(corpus.warnings[0].contains("first \(parts[0].utf8.count) bytes"))
      #expect(try corpus.trueLosses(.test, in: disk) == nil && corpus.grammarLabels(.test, in: disk) == nil)
    }
  }

  @Test func faultsOfASingleFileAreNamedByTheirPlaceInIt() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "book.txt")
      let text = Array(String(repeating: "0123456\n", count: 100).utf8) + [0xFF, 0x0A]
      try disk.create(path, text)
      for unit in [TokenUnit.words, .characters] {
        #expect(throws: CorporaError.notUTF8(path: path, line: 101, byte: 800, value: 0xFF)) {
          try TextCorpus.load(path, tokens: unit, in: disk)
        }
      }
      #expect(try TextCorpus.load(path, tokens: .bytes, in: disk).test.suffix(2) == [0xFF, 0x0A])
    }
  }

  @Test(arguments: ["", "a", "a\nb\n", "a long line without an end, and without others"])
  func aFileOfTooFewLinesIsRefused(_ text: String) throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "book.txt")
      try disk.create(path, Array(text.utf8))
      #expect(throws: CorporaError.tooFewLines(path: path, bytes: text.utf8.count)) {
        try TextCorpus.load(path, tokens: .bytes, in: disk)
      }
    }
  }
}
