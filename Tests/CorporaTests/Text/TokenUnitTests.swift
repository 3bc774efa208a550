import Testing

@testable import Corpora

@Suite struct TokenUnitTests {
  /// The tokens of a text by their spelling.
  private func spelled(_ bytes: [UInt8], _ unit: TokenUnit) throws -> [String] {
    var table = unit.startingTable
    let ids = try unit.ids(of: bytes, path: "a.txt", into: &table)
    let vocabulary = Vocabulary(table, of: unit)
    #expect(vocabulary.bytes(ids) == bytes)
    return ids.map { vocabulary.tokens[Int($0)] }
  }

  @Test func charactersAreUnicodeScalarsWithLineEndsAndSpaces() throws {
    #expect(
      try spelled(Array("a b\n\té\u{65}\u{301}\r\n😀\\".utf8), .characters)
        == [
          "a", #"\u0020"#, "b", #"\n"#, #"\t"#, "é", "e", #"\u0301"#, #"\r"#, #"\n"#, "😀", #"\\"#,
        ])
  }

  @Test func idsOfCharactersAreGivenByFirstAppearance() throws {
    var table = TokenUnit.characters.startingTable
    #expect(try TokenUnit.characters.ids(of: Array("ba\nb".utf8), path: "a", into: &table) == [0, 1, 2, 0])
    #expect(try TokenUnit.characters.ids(of: Array("cab".utf8), path: "b", into: &table) == [3, 1, 0])
  }

  @Test func aByteOrderMarkAtTheBeginningIsNoCharacter() throws {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var table = WordTable()
    #expect(
      try TokenUnit.characters.ids(of: mark + Array("a".utf8) + mark, path: "a", into: &table) == [0, 1])
    #expect(Vocabulary(table, of: .characters).tokens == ["a", #"\ufeff"#])
    #expect(throws: CorporaError.emptyText(path: "a")) {
      try TokenUnit.characters.ids(of: mark, path: "a", into: &table)
    }
    #expect(try TokenUnit.bytes.ids(of: mark, path: "a", into: &table) == [0xEF, 0xBB, 0xBF])
  }

  @Test func everyByteIsItsOwnID() throws {
    let all = (UInt8.min...UInt8.max).map(\.self)
    var table = TokenUnit.bytes.startingTable
    #expect(try TokenUnit.bytes.ids(of: all.reversed(), path: "a", into: &table) == (0...255).reversed())
    #expect(table.count == 256)
    let spelling = try spelled(all, .bytes)
    #expect(spelling.first == #"\x00"# && spelling[10] == #"\x0a"# && spelling.last == #"\xff"#)
  }

  @Test func anEmptyTextIsRefused() throws {
    for unit in [TokenUnit.characters, .bytes] {
      var table = unit.startingTable
      #expect(throws: CorporaError.emptyText(path: "a")) { try unit.ids(of: [], path: "a", into: &table) }
      #expect(try unit.ids(of: [0x0A], path: "a", into: &table).count == 1)
    }
  }

  @Test(arguments: [
    ("stray continuation", [0x80] as [UInt8]), ("Latin-1", [0xE9, 0x20]), ("overlong", [0xC0, 0x80]),
    ("overlong of three", [0xE0, 0x80, 0x80]), ("surrogate", [0xED, 0xA0, 0x80]),
    ("beyond the last plane", [0xF4, 0x90, 0x80, 0x80]), ("truncated", [0xE2, 0x80]),
    ("byte of no sequence", [0xFF]),
  ])
  func invalidBytesAreNamedWithTheirOffset(_ fault: String, _ bytes: [UInt8]) throws {
    let text = Array("é\nc ".utf8) + bytes
    var table = WordTable()
    let expected = CorporaError.notUTF8(path: "a.txt", line: 2, byte: 5, value: bytes[0])
    #expect(throws: expected, Comment(rawValue: fault)) {
      try TokenUnit.characters.ids(of: text, path: "a.txt", into: &table)
    }
    #expect(try TokenUnit.bytes.ids(of: text, path: "a.txt", into: &table) == text.map(Int32.init))
  }
}
