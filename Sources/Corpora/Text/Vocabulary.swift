/// The tokens of a corpus, numbered from 0: words and characters by first appearance over train, valid and
/// test, bytes by their value.
///
/// The file `vocab.txt` has one token a line, in the order of the ids; how it spells characters and
/// bytes, ``tokens`` says.
public struct Vocabulary: Equatable, Sendable {
  /// The word that ends each line.
  public static let endOfSentence = "<eos>"

  /// What a token is.
  public let tokenUnit: TokenUnit
  /// The tokens as `vocab.txt` spells them; the index is the id.
  ///
  /// Words are as they are. A character that can be seen is as it is, another is escaped as in a JSON
  /// string: `\n`, `\t`, `\r`, `\\`, `\"`, `\u0020`. Bytes are `\x00` to `\xff`.
  public let tokens: [String]

  let table: WordTable

  init(_ table: WordTable, of unit: TokenUnit = .words) {
    self.table = table
    tokenUnit = unit
    tokens = (0..<table.count).map { TokenSpelling.spelling(of: table.bytes(of: $0), as: unit) }
  }

  /// The number of tokens.
  public var count: Int { tokens.count }

  /// The id of a token, not of its spelling, or nil; tokens are compared byte by byte.
  public func id(of token: String) -> Int32? { table.find(Array(token.utf8).span) }

  /// The token that ends a line: `<eos>` of words, the line feed of characters and bytes; nil where there
  /// is none.
  public var lineEnd: Int32? { id(of: tokenUnit == .words ? Vocabulary.endOfSentence : "\n") }

  /// The text of some ids.
  ///
  /// Of words: with spaces between, and a line feed after each `<eos>`, which is not written; cutting the
  /// result up again gives the same ids, where they end with `<eos>`. Of characters and bytes: one after
  /// the other; bytes that are not UTF-8 become U+FFFD, and ``bytes(_:)`` keeps them.
  public func text(_ ids: some Collection<Int32>) -> String {
    guard tokenUnit == .words else { return String(decoding: bytes(ids), as: UTF8.self) }
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

  /// The bytes of the text of some ids: of characters and bytes those that were cut up.
  public func bytes(_ ids: some Collection<Int32>) -> [UInt8] {
    tokenUnit == .words ? Array(text(ids).utf8) : ids.flatMap { table.bytes(of: Int($0)) }
  }

  /// The ids of a text's tokens; of words with one `<eos>` a line.
  ///
  /// - Parameters:
  ///   - bytes: The text, in UTF-8 unless tokens are bytes.
  ///   - path: Its name, for messages.
  /// - Throws: ``CorporaError``, such as ``CorporaError/unknownWord(word:source:)`` for a word that is not
  ///   in the vocabulary, unless the vocabulary has `<unk>`, which then stands for it, and
  ///   ``CorporaError/unknownCharacter(character:source:)``.
  public func ids(of bytes: [UInt8], path: String) throws -> [Int32] {
    var known = table
    let ids = try tokenUnit.ids(of: bytes, path: path, into: &known)
    let unknown = tokenUnit == .words ? id(of: "<unk>") : nil
    return try ids.map { id in
      if Int(id) < count { return id }
      guard let unknown else {
        let token = TokenSpelling.spelling(of: known.bytes(of: Int(id)), as: tokenUnit)
        throw tokenUnit == .words
          ? CorporaError.unknownWord(word: token, source: path)
          : CorporaError.unknownCharacter(character: token, source: path)
      }
      return unknown
    }
  }
}
