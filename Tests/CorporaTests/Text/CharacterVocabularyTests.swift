import Foundation
import Storage
import TestSupport
import Testing

@testable import Corpora

/// The vocabularies of characters and bytes, and how `vocab.txt` holds them.
@Suite struct CharacterVocabularyTests {
  private let disk = LocalFileSystem()

  private func vocabulary(_ text: String) throws -> Vocabulary {
    var table = WordTable()
    _ = try TokenUnit.characters.ids(of: Array(text.utf8), path: "a", into: &table)
    return Vocabulary(table, of: .characters)
  }

  /// Some of every kind of character, and the ends of the ranges of UTF-8 and UTF-16.
  private static let kinds: String = {
    var text = String.UnicodeScalarView()
    let others: [UInt32] = [
      0x301, 0x7FF, 0x800, 0x200B, 0x200D, 0x2028, 0x2029, 0x20AC, 0x3000, 0x3164, 0x8A9E, 0xD7FF, 0xE000,
      0xFDD0,
      0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0xE0041, 0xF0000, 0x10FFFF,
    ]
    text.append(contentsOf: (Array(0...0x17F) + others).compactMap { Unicode.Scalar($0 as UInt32) })
    return String(text)
  }()

  @Test func theFileOfCharactersReadsBack() throws {
    let vocabulary = try vocabulary("." + Self.kinds)
    #expect(vocabulary.count == Self.kinds.unicodeScalars.count)
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try vocabulary.write(path, in: disk)
      #expect(try Vocabulary.read(path, tokens: .characters, in: disk) == vocabulary)
      // A line a token, for readers that end lines at other characters too.
      let text = String(decoding: try disk.read(path), as: UTF8.self)
      #expect(text.split(whereSeparator: \.isNewline).count == vocabulary.count)
      #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.isWhitespace })
    }
  }

  @Test(.enabled(if: PythonScript.has("json"))) func pythonReadsTheFile() throws {
    let vocabulary = try vocabulary(Self.kinds)
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try vocabulary.write(path, in: disk)
      let (status, output) = try PythonScript.run(script: "interop/read_vocabulary.py", path)
      #expect(status == 0, "\(output)")
      #expect(output.split(separator: "\n").map { UInt32($0) } == Self.kinds.unicodeScalars.map(\.value))
    }
  }

  @Test func theFileOfBytesReadsBack() throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try Vocabulary.ofBytes.write(path, in: disk)
      let lines = String(decoding: try disk.read(path), as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 256 && lines[0] == #"\x00"# && lines[0x61] == #"\x61"# && lines[255] == #"\xff"#)
      #expect(try Vocabulary.read(path, tokens: .bytes, in: disk) == .ofBytes)
      try disk.removeFile(path)
      try disk.create(path, Array(lines.dropLast().joined(separator: "\n").utf8))
      #expect(throws: CorporaError.self) { try Vocabulary.read(path, tokens: .bytes, in: disk) }
    }
  }

  @Test(arguments: [
    ("a\n\nb\n", 2, "the line is empty"), ("a\nb\na\n", 3, "the character stands twice"),
    ("n\n\\u006e\n", 2, "the character stands twice"), ("\\\n", 1, nil), ("ab\n", 1, nil),
    ("e\u{301}\n", 1, nil), ("\\q\n", 1, nil), ("\\u12\n", 1, nil), ("\\u12g4\n", 1, nil),
    ("\\ud83d\n", 1, nil), ("\\ud83d\\u0020\n", 1, nil), ("\\u0020\\u0020\n", 1, nil), ("\\u00200\n", 1, nil),
    ("\\u+020\n", 1, nil),
  ])
  func badFilesOfCharactersAreNamed(_ text: String, _ line: Int, _ problem: String?) throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try disk.create(path, Array(text.utf8))
      let expected = CorporaError.badVocabulary(
        path: path, line: line, problem: problem ?? #"this is not one character, such as a, \n, \\ or \u0020"#
      )
      #expect(throws: expected) { try Vocabulary.read(path, tokens: .characters, in: disk) }
    }
  }

  @Test(arguments: ["\\x0\n", "\\x0g\n", "0x00\n", "a\n", "\\x000\n"])
  func badFilesOfBytesAreNamed(_ text: String) throws {
    try TemporaryDirectory.with { folder in
      let path = Path.join(folder, "vocab.txt")
      try disk.create(path, Array(text.utf8))
      let expected = CorporaError.badVocabulary(
        path: path, line: 1, problem: #"this is not one byte, such as \x0a"#)
      #expect(throws: expected) { try Vocabulary.read(path, tokens: .bytes, in: disk) }
    }
  }

  @Test func tokensAreFoundByWhatTheyAre() throws {
    let vocabulary = try vocabulary("a \\n\n")
    #expect(vocabulary.tokens == ["a", #"\u0020"#, #"\\"#, "n", #"\n"#])
    #expect(vocabulary.id(of: " ") == 1 && vocabulary.id(of: #"\u0020"#) == nil)
    #expect(vocabulary.lineEnd == 4 && Vocabulary.ofBytes.lineEnd == 10)
    #expect(try self.vocabulary("a").lineEnd == nil)
    #expect(vocabulary.text([0, 1, 4, 4, 3]) == "a \n\nn")
    #expect(Vocabulary.ofBytes.text([0x61, 0xE9, 0x62]) == "a\u{FFFD}b")
    #expect(Vocabulary.ofBytes.bytes([0x61, 0xE9, 0x62]) == [0x61, 0xE9, 0x62])
  }

  @Test func unknownCharactersAreNamed() throws {
    let vocabulary = try vocabulary("ab<unk>\n")
    #expect(try vocabulary.ids(of: Array("ba".utf8), path: "t") == [1, 0])
    for (text, spelling) in [("a é", #"\u0020"#), ("aé", "é")] {
      #expect(throws: CorporaError.unknownCharacter(character: spelling, source: "t")) {
        try vocabulary.ids(of: Array(text.utf8), path: "t")
      }
    }
    #expect(try Vocabulary.ofBytes.ids(of: [0xFF, 0], path: "t") == [255, 0])
  }
}
