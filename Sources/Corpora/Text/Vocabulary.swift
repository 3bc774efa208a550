public import Storage

/// The words of a corpus, numbered from 0 by first appearance over train, valid and test.
///
/// The file `vocab.txt` has one word a line, in the order of the ids.
public struct Vocabulary: Equatable, Sendable {
  /// The word that ends each line.
  public static let endOfSentence = "<eos>"

  /// The words; the index is the id.
  public let tokens: [String]

  private let table: WordTable

  init(_ table: WordTable) {
    self.table = table
    tokens = (0..<table.count).map { String(decoding: table.bytes(of: $0), as: UTF8.self) }
  }

  /// The number of words.
  public var count: Int { tokens.count }

  /// The id of a word, or nil; words are compared byte by byte.
  public func id(of word: String) -> Int32? { table.find(Array(word.utf8).span) }

  /// The text of some ids: words with spaces between, a line feed after each `<eos>`, which is not written.
  ///
  /// Cutting the result up again gives the same ids, where they end with `<eos>`.
  public func text(_ ids: some Collection<Int32>) -> String {
    var text = ""
    var isLineStart = true
    for id in ids {
      let word = tokens[Int(id)]
      if word == Vocabulary.endOfSentence {
        text += "\n"
        isLineStart = true
      } else {
        text += isLineStart ? word : " \(word)"
        isLineStart = false
      }
    }
    return text
  }

  /// The ids of a text's words, with one `<eos>` a line.
  ///
  /// - Parameters:
  ///   - bytes: The text, in UTF-8.
  ///   - path: Its name, for messages.
  /// - Throws: ``CorporaError/unknownWord(word:source:)`` for a word that is not in the vocabulary, unless the
  ///   vocabulary has `<unk>`, which then stands for it.
  public func ids(of bytes: [UInt8], path: String) throws -> [Int32] {
    var known = table
    let ids = try Tokenizer.tokens(of: bytes, path: path, into: &known)
    let unknown = id(of: "<unk>")
    return try ids.map { id in
      if Int(id) < count { return id }
      guard let unknown else {
        let word = String(decoding: known.bytes(of: Int(id)), as: UTF8.self)
        throw CorporaError.unknownWord(word: word, source: path)
      }
      return unknown
    }
  }

  /// Reads `vocab.txt`.
  ///
  /// - Throws: ``CorporaError/badVocabulary(path:line:problem:)``, and what the file system throws.
  public static func read(_ path: String, in fileSystem: any FileSystem) throws -> Vocabulary {
    let bytes = try fileSystem.read(path)
    let words = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    let lines = words.last?.isEmpty == true ? words.dropLast() : words[...]
    guard !lines.isEmpty else { throw CorporaError.noWords(path: path, bytes: bytes.count) }
    var table = WordTable()
    for (index, word) in lines.enumerated() {
      var single = WordTable()
      // The space keeps a byte order mark from being taken for the beginning of a file.
      let ids: [Int32]
      do {
        ids = try Tokenizer.tokens(of: [0x20] + word, path: path, into: &single)
      } catch CorporaError.notUTF8(_, _, _, let value) {
        throw CorporaError.badVocabulary(
          path: path, line: index + 1, problem: "the byte \(value) is not UTF-8; convert the file")
      } catch CorporaError.noWords {
        throw CorporaError.badVocabulary(path: path, line: index + 1, problem: "the line is empty")
      }
      guard ids.count == 2 else {
        throw CorporaError.badVocabulary(path: path, line: index + 1, problem: "this is not one word")
      }
      // The word alone, without white space such as the carriage return of some editors.
      guard Int(table.number(single.bytes(of: 0).span)) == index else {
        throw CorporaError.badVocabulary(path: path, line: index + 1, problem: "the word stands twice")
      }
    }
    return Vocabulary(table)
  }

  /// Writes `vocab.txt`, all or nothing.
  public func write(_ path: String, in fileSystem: any FileSystem) throws {
    var bytes: [UInt8] = []
    for id in 0..<count {
      bytes += table.bytes(of: id)
      bytes.append(0x0A)
    }
    try AtomicWrite.replace(path, with: bytes, in: fileSystem)
  }
}
