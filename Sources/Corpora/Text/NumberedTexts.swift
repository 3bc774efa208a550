import Storage

/// Train, valid and test as ids over one vocabulary.
struct NumberedTexts {
  /// The tokens of all three.
  let vocabulary: Vocabulary
  /// The ids of each, in the order of `Split.allCases`.
  let ids: [[Int32]]
  /// The SHA-256 of each, by the split's name.
  let hashes: [String: String]

  /// Cuts three texts up.
  ///
  /// - Throws: ``CorporaError`` for a text that is empty or not UTF-8.
  init(_ parts: [TextPart], _ unit: TokenUnit) throws {
    precondition(parts.count == Split.allCases.count, "\(parts.count) texts are not three")
    var table = unit.startingTable
    var hashes: [String: String] = [:]
    ids = try zip(Split.allCases, parts).map { split, part in
      hashes[split.rawValue] = try Digest.sha256(part.bytes)
      return try part.ids(of: unit, into: &table)
    }
    vocabulary = Vocabulary(table, of: unit)
    self.hashes = hashes
  }
}
