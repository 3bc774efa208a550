extension SyntheticLanguage {
  /// Where a text stands: all that its future depends on, and a function of the words so far.
  public struct State: Equatable, Sendable {
    /// What the grammar expects, the next frame last.
    var stack: [GrammarFrame]
    /// The topic, counted from 0, or −1 before the first word that belongs to one.
    public internal(set) var topic: Int
    /// The number of the subject of the last sentence, to which pronouns refer.
    var subjectNumber: GrammaticalNumber?

    /// A sentence that has not begun.
    static let sentence: [GrammarFrame] = [.end, .conjunction, .clause(isMain: true)]

    /// The beginning of a text.
    static let initial = State(stack: sentence, topic: -1, subjectNumber: nil)

    /// The number of the verb that must come next of those that are awaited: 0 none, 1 singular, 2 plural.
    public var number: Int { stack.last { $0.awaitedNumber != nil }?.awaitedNumber?.rawValue ?? 0 }

    /// How many verbs are awaited, each of which agrees with a subject that was read.
    public var awaitedVerbs: Int { stack.count { $0.awaitedNumber != nil } }

    /// How many brackets and quotations are open.
    public var depth: Int { stack.count { $0.isClosing } }

    /// Whether a quotation is open.
    public var isQuoted: Bool { stack.contains(.closingQuote) }

    /// Open brackets and quotations, and awaited verbs beyond the first: how far the text is from plain.
    var nesting: Int { depth + max(0, awaitedVerbs - 1) }

    /// Number, depth, quoted (0 or 1), topic (counted from 1, 0 unknown), awaited verbs: see ``SyntheticLanguage/labelNames``.
    public var labels: [Int] { [number, depth, isQuoted ? 1 : 0, topic + 1, awaitedVerbs] }
  }

  /// What ``State/labels`` holds, in its order.
  public static let labelNames = ["number", "depth", "quoted", "topic", "awaited_verbs"]
}
