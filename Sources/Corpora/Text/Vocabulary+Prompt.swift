/// The beginning of a text that a model goes on with.
public struct Prompt: Equatable, Sendable {
  /// The ids of its tokens; words that the vocabulary lacks have that of `<unk>`, or are left out where it has none, as are
  /// characters.
  public let ids: [Int32]
  /// The words or characters that the vocabulary lacks, each once, in their order.
  public let unknownWords: [String]
}

extension Vocabulary {
  /// The word that stands for others in published corpora.
  public static let unknownWord = "<unk>"

  /// Cuts the beginning of a text up; unlike a corpus it does not end a last line that has no line feed.
  ///
  /// - Throws: ``CorporaError/noWords(path:bytes:)`` for a text without words.
  public func prompt(_ text: String) throws -> Prompt {
    guard tokenUnit != .bytes else { return Prompt(ids: text.utf8.map { Int32($0) }, unknownWords: []) }
    let unknown = tokenUnit == .words ? id(of: Self.unknownWord) : nil
    var known: [Int32] = []
    var missing: [String] = []
    for word in try tokens(of: text) {
      if let id = id(of: word) {
        known.append(id)
      } else {
        if let unknown { known.append(unknown) }
        if !missing.contains(word) { missing.append(word) }
      }
    }
    return Prompt(ids: known, unknownWords: missing)
  }

  private func tokens(of text: String) throws -> [String] {
    switch tokenUnit {
    case .words: return try words(of: text)
    case .characters: return text.unicodeScalars.map { String($0) }
    case .bytes: preconditionFailure("bytes are their own ids")
    }
  }

  private func words(of text: String) throws -> [String] {
    var table = WordTable()
    var ids = try Tokenizer.tokens(of: Array(text.utf8), path: "the prompt", into: &table)
    // The tokenizer ends the last line, as that of a file.
    if text.utf8.last != UInt8(ascii: "\n") { ids.removeLast() }
    return ids.map { String(decoding: table.bytes(of: Int($0)), as: UTF8.self) }
  }

  /// What a text begins after: the end of the line before it; none where the vocabulary has none.
  public var textStart: [Int32] { lineEnd.map { [$0] } ?? [] }
}
