import Storage
import TestSupport
import Testing

@testable import Corpora

@Suite struct VocabularyTests {
  private func vocabulary(_ text: String) throws -> Vocabulary {
    var table = WordTable()
    _ = try Tokenizer.tokens(of: Array(text.utf8), path: "a", into: &table)
    return Vocabulary(table)
  }

  @Test func wordsHaveTheirIds() throws {
    let vocabulary = try vocabulary("b a b\nc\n")
    #expect(vocabulary.tokens == ["b", "a", "<eos>", "c"])
    #expect(vocabulary.id(of: "c") == 3)
    #expect(vocabulary.id(of: "d") == nil)
    #expect(vocabulary.text([0, 1, 2, 2, 3]) == "b a\n\nc")
  }

  @Test func theFileReadsBack() throws {
    let vocabulary = try vocabulary("caf\u{E9} cafe\u{301} x\n")
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try vocabulary.write(path, in: LocalFileSystem())
      #expect(try Vocabulary.read(path, in: LocalFileSystem()) == vocabulary)
    }
  }

  @Test(arguments: [
    ("a\n\nb\n", 2, "the line is empty"), ("a\nb c\n", 2, "this is not one word"),
    ("a\nb\na\n", 3, "the word stands twice"),
  ])
  func badFilesAreNamed(_ text: String, _ line: Int, _ problem: String) throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try LocalFileSystem().create(path, Array(text.utf8))
      #expect(throws: CorporaError.badVocabulary(path: path, line: line, problem: problem)) {
        try Vocabulary.read(path, in: LocalFileSystem())
      }
    }
  }

  @Test func unknownWordsAreNamedOrReplaced() throws {
    let plain = try vocabulary("a b\n")
    #expect(throws: CorporaError.unknownWord(word: "c", source: "t")) {
      try plain.ids(of: Array("a c\n".utf8), path: "t")
    }
    let replacing = try vocabulary("a <unk> b\n")
    #expect(try replacing.ids(of: Array("a c\n".utf8), path: "t") == [0, 1, 3])
  }
}
