import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct TextCorpusTests {
  private let disk = LocalFileSystem()

  private func write(_ texts: [String: String], into folder: String) throws {
    try disk.makeFolders(folder)
    for (name, text) in texts { try disk.create(Path.join(folder, name), Array(text.utf8)) }
  }

  private let plain = ["train.txt": "b a\n", "valid.txt": "c\n", "test.txt": "a d\n"]

  @Test func anyFolderOfThreeTextsLoads() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "mine")
      try write(plain, into: path)
      let corpus = try TextCorpus.load(path, in: disk)
      #expect(corpus.name == "mine")
      #expect(corpus.vocabulary.tokens == ["b", "a", "<eos>", "c", "d"])
      #expect(corpus.train == [0, 1, 2])
      #expect(corpus.valid == [3, 2])
      #expect(corpus.tokens(.test) == [1, 4, 2])
      #expect(try corpus.hashes["valid"] == Digest.sha256("c\n"))
      #expect(corpus.warnings.isEmpty)
      #expect(!corpus.hasTrueLosses)
      #expect(try TextCorpus.load("mine", root: folder, in: disk).train == corpus.train)
    }
  }

  @Test func publishedNamesInAFolderGivenByPathWarnAboutCounts() throws {
    try TemporaryDirectory.with { folder in
      try write(["ptb.train.txt": "a\n", "ptb.valid.txt": "a\n", "ptb.test.txt": "a\n"], into: folder)
      let corpus = try TextCorpus.load(folder, in: disk)
      #expect(corpus.name != "ptb")
      #expect(corpus.warnings.count == 3)
    }
  }

  @Test func aDataSetAskedForByNameMustHaveItsCounts() throws {
    try TemporaryDirectory.with { root in
      let folder = Path.join(root, "ptb")
      try write(["ptb.train.txt": "a\n", "ptb.valid.txt": "a\n", "ptb.test.txt": "a\n"], into: folder)
      let expected = CorporaError.tokenCount(
        corpus: "ptb", path: "\(folder)/ptb.train.txt", expected: 929_589, found: 2)
      #expect(throws: expected) { try TextCorpus.load("ptb", root: root, in: disk) }
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    try TemporaryDirectory.with { root in
      #expect(throws: CorporaError.notPresent(name: "ptb", folder: "\(root)/ptb")) {
        try TextCorpus.load("ptb", root: root, in: disk)
      }
      #expect(throws: CorporaError.noSuchCorpus(name: "nothing", root: root, known: ["ptb", "wikitext-2"])) {
        try TextCorpus.load("nothing", root: root, in: disk)
      }
      try write(["wiki.train.tokens": "a\n", "wiki.test.tokens": "a\n", "train.txt": "a\n"], into: root)
      let error = #expect(throws: CorporaError.self) { try TextCorpus.load(root, in: disk) }
      guard case .missingFile(let path, _) = error else {
        Issue.record("\(String(describing: error)) does not name the file")
        return
      }
      #expect(path == "\(root)/wiki.valid.tokens")
      #expect(throws: CorporaError.self) { try TextCorpus.load("\(root)/train.txt", in: disk) }
    }
  }

  @Test func twoSetsOfTextsAreAmbiguous() throws {
    try TemporaryDirectory.with { folder in
      try write(plain, into: folder)
      try write(["ptb.train.txt": "a\n", "ptb.valid.txt": "a\n", "ptb.test.txt": "a\n"], into: folder)
      let expected = CorporaError.ambiguous(folder: folder, first: "train.txt", second: "ptb.train.txt")
      #expect(throws: expected) { try TextCorpus.load(folder, in: disk) }
    }
  }

  @Test func emptyFilesFoldersAndWrongEncodingsAreOneSentenceEach() throws {
    try TemporaryDirectory.with { folder in
      try write(plain, into: folder)
      let path = Path.join(folder, "valid.txt")
      try disk.create(path, [])
      #expect(throws: CorporaError.noWords(path: path, bytes: 0)) { try TextCorpus.load(folder, in: disk) }
      try disk.create(path, Array("ok\n".utf8) + [0x61, 0xFE])
      #expect(throws: CorporaError.notUTF8(path: path, line: 2, byte: 4, value: 0xFE)) {
        try TextCorpus.load(folder, in: disk)
      }
      try disk.removeFile(path)
      try disk.makeFolders(path)
      #expect(throws: CorporaError.notAFile(path: path)) { try TextCorpus.load(folder, in: disk) }
    }
  }

  @Test func errorsAreSingleSentences() {
    let errors: [CorporaError] = [
      .notUTF8(path: "a", line: 1, byte: 0, value: 0x0F), .noWords(path: "a", bytes: 0),
      .notPresent(name: "ptb", folder: "Corpora/ptb"), .notFetched(name: "ptb", failures: ["x", "y"]),
    ]
    for error in errors {
      #expect(!error.description.contains("\n"))
      #expect(!error.description.hasSuffix("."))
    }
    #expect(errors[0].description.contains("0x0F"))
  }
}
