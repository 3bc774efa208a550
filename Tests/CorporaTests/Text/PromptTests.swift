import Testing

@testable import Corpora

struct PromptTests {
  private func vocabulary(_ text: String) throws -> Vocabulary {
    var table = WordTable()
    _ = try Tokenizer.tokens(of: Array(text.utf8), path: "a", into: &table)
    return Vocabulary(table)
  }

  /// Only a line feed ends a line: a prompt goes on.
  @Test(
    arguments: [
      ("a b", [0, 1]), (" a  b ", [0, 1]), ("a b\n", [0, 1, 2]), ("a\nb", [0, 2, 1]), ("\na", [2, 0]),
      ("a <eos> b", [0, 2, 1]),
    ] as [(String, [Int32])])
  func wordsAndLines(_ text: String, _ ids: [Int32]) throws {
    let prompt = try vocabulary("a b\n").prompt(text)
    #expect(prompt == Prompt(ids: ids, unknownWords: []))
  }

  @Test func unknownWordsAreNamedOnce() throws {
    let lacking = try vocabulary("a b\n").prompt("x a y x")
    #expect(lacking == Prompt(ids: [0], unknownWords: ["x", "y"]))
    let having = try vocabulary("a <unk>\n").prompt("x a y x")
    #expect(having == Prompt(ids: [1, 0, 1, 1], unknownWords: ["x", "y"]))
  }

  @Test(arguments: ["", " ", "\n", "\t \n"])
  func noWords(_ text: String) throws {
    let vocabulary = try vocabulary("a\n")
    #expect(throws: CorporaError.noWords(path: "the prompt", bytes: text.utf8.count)) {
      try vocabulary.prompt(text)
    }
  }

  @Test func aTextBeginsAfterALine() throws {
    #expect(try vocabulary("a b\n").textStart == [2])
  }
}
