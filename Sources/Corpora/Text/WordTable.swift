/// Words numbered by first appearance, compared byte by byte.
///
/// Swift's `String` takes two spellings of one character (`é` as one or as two scalars) for equal; a corpus does not,
/// and its counts depend on it. So words are kept as bytes in one pool, with an open-addressed table of their numbers.
struct WordTable: Equatable, Sendable {
  /// All words, one after the other.
  private(set) var pool: [UInt8] = []
  /// `starts[i] ..< starts[i + 1]` is word `i` in the pool.
  private(set) var starts: [Int] = [0]
  private var slots: [Int32]

  /// An empty table.
  init() { slots = [Int32](repeating: -1, count: 1 << 12) }

  /// The number of words.
  var count: Int { starts.count - 1 }

  /// The bytes of word `id`.
  func bytes(of id: Int) -> ArraySlice<UInt8> { pool[starts[id]..<starts[id + 1]] }

  static func == (a: WordTable, b: WordTable) -> Bool { a.pool == b.pool && a.starts == b.starts }

  /// The number of the word, or nil.
  func find(_ word: Span<UInt8>) -> Int32? {
    let slot = slot(of: word, hash: WordTable.hash(word))
    return slots[slot] < 0 ? nil : slots[slot]
  }

  /// The number of the word, which is added when it is new.
  mutating func number(_ word: Span<UInt8>) -> Int32 {
    let hash = WordTable.hash(word)
    let slot = slot(of: word, hash: hash)
    if slots[slot] >= 0 { return slots[slot] }
    let id = Int32(count)
    for i in word.indices { pool.append(word[i]) }
    starts.append(pool.count)
    slots[slot] = id
    if count * 2 > slots.count { grow() }
    return id
  }

  private func slot(of word: Span<UInt8>, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0, !isWord(Int(slots[slot]), equalTo: word) { slot = (slot + 1) & mask }
    return slot
  }

  private func isWord(_ id: Int, equalTo word: Span<UInt8>) -> Bool {
    let start = starts[id]
    guard starts[id + 1] - start == word.count else { return false }
    for i in word.indices where pool[start + i] != word[i] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for id in 0..<count {
      let word = Array(pool[starts[id]..<starts[id + 1]])
      let slot = slot(of: word.span, hash: WordTable.hash(word.span))
      slots[slot] = Int32(id)
    }
  }

  /// FNV-1a with a final mix, so that the low bits depend on every byte.
  private static func hash(_ word: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for i in word.indices { hash = (hash ^ UInt64(word[i])) &* 0x0000_0100_0000_01B3 }
    return hash ^ (hash >> 29)
  }
}
