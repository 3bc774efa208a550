import Testing

@testable import Corpora

@Suite struct TokenizerTests {
  /// The words of a text, `<eos>` included.
  private func words(_ bytes: [UInt8]) throws -> [String] {
    var table = WordTable()
    let ids = try Tokenizer.tokens(of: bytes, path: "a.txt", into: &table)
    return ids.map { String(decoding: table.bytes(of: Int($0)), as: UTF8.self) }
  }

  private func words(_ text: String) throws -> [String] { try words(Array(text.utf8)) }

  @Test func linesEndWithOneEndOfSentence() throws {
    #expect(try words(" a b \n c \n") == ["a", "b", "<eos>", "c", "<eos>"])
  }

  @Test func blankLinesCount() throws {
    #expect(try words(" \n a \n\n \n") == ["<eos>", "a", "<eos>", "<eos>", "<eos>"])
  }

  @Test func aLastLineNeedsNoLineFeed() throws {
    #expect(try words("a\nb") == ["a", "<eos>", "b", "<eos>"])
    #expect(try words("a\n ") == ["a", "<eos>", "<eos>"])
  }

  @Test func carriageReturnsFormFeedsAndTabsAreWhiteSpace() throws {
    #expect(try words("a b\r\nc\r\n") == ["a", "b", "<eos>", "c", "<eos>"])
    #expect(try words("a\u{0C}b\tc\u{0B}d\u{1C}e\n") == ["a", "b", "c", "d", "e", "<eos>"])
  }

  @Test func unicodeSpacesSeparateWordsAsInPython() throws {
    // Python 3.11: "a\u00a0b…".split() for each scalar with str.isspace() beyond ASCII.
    let spaces: [UInt32] =
      [0x85, 0xA0, 0x1680] + Array(0x2000...0x200A) + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
    for space in spaces {
      let scalar = try #require(Unicode.Scalar(space))
      #expect(try words("a\(Character(scalar))b\n") == ["a", "b", "<eos>"], "U+\(String(space, radix: 16))")
    }
    for word in [0x200B, 0x180E, 0xFEFF, 0x2060] as [UInt32] {
      let scalar = try #require(Unicode.Scalar(word))
      #expect(try words("a\(Character(scalar))b\n").count == 2, "U+\(String(word, radix: 16))")
    }
  }

  @Test func aByteOrderMarkAtTheBeginningIsSkipped() throws {
    #expect(try words([0xEF, 0xBB, 0xBF] + Array("a\n".utf8)) == ["a", "<eos>"])
  }

  @Test func spellingsOfOneCharacterAreDifferentWords() throws {
    var table = WordTable()
    let ids = try Tokenizer.tokens(of: Array("caf\u{E9} cafe\u{301} –\n".utf8), path: "a", into: &table)
    #expect(ids == [0, 1, 2, 3])
  }

  @Test func idsAreGivenByFirstAppearance() throws {
    var table = WordTable()
    let ids = try Tokenizer.tokens(of: Array("b a b\na c\n".utf8), path: "a", into: &table)
    #expect(ids == [0, 1, 0, 2, 1, 3, 2])
    let more = try Tokenizer.tokens(of: Array("d c\n".utf8), path: "b", into: &table)
    #expect(more == [4, 3, 2])
  }

  @Test func manyWordsKeepTheirNumbers() throws {
    let text = (0..<20_000).map { "w\($0)" }.joined(separator: " ")
    var table = WordTable()
    let ids = try Tokenizer.tokens(of: Array("\(text) \(text)".utf8), path: "a", into: &table)
    #expect(ids == (0..<20_000).map(Int32.init) + (0..<20_000).map(Int32.init) + [20_000])
  }

  @Test(arguments: [
    ("stray continuation", [0x80] as [UInt8]), ("Latin-1", [0xE9, 0x20]), ("overlong", [0xC0, 0x80]),
    ("overlong of three", [0xE0, 0x80, 0x80]), ("surrogate", [0xED, 0xA0, 0x80]),
    ("beyond the last plane", [0xF4, 0x90, 0x80, 0x80]), ("truncated", [0xE2, 0x80]),
    ("byte of no sequence", [0xFF]),
  ])
  func invalidBytesAreNamed(_ fault: String, _ bytes: [UInt8]) throws {
    let expected = CorporaError.notUTF8(path: "a.txt", line: 2, byte: 5, value: bytes[0])
    #expect(throws: expected, Comment(rawValue: fault)) { try words(Array("ab\nc ".utf8) + bytes) }
  }

  @Test func allScalarsThatUTF8AllowsAreTaken() throws {
    let text = "\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
    #expect(try words(text) == [text, "<eos>"])
  }

  @Test(arguments: ["", " ", "\n\n \n"]) func aTextWithoutWordsIsRefused(_ text: String) {
    #expect(throws: CorporaError.noWords(path: "a.txt", bytes: text.utf8.count)) { try words(text) }
  }
}
