/// The text form: `pow2:512`, `pow2:512,every:1000`, `every:500`, `list:0,10,100`, `epoch:4`.
extension SnapshotSchedule: Codable, CustomStringConvertible {
  /// Why a text is no schedule.
  public enum TextError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The text begins with none of the forms.
    case unknownForm(text: String, form: String)
    /// What must be a whole number from `least` on is not.
    case badNumber(text: String, key: String, found: String, least: Int)
    /// Something follows a schedule that is complete.
    case trailing(text: String, found: String)

    /// One sentence: what is wrong, where, and what to do.
    public var description: String {
      switch self {
      case .unknownForm(let text, let form):
        "snapshot schedule '\(text)': '\(form)' is no form; "
          + "write pow2:N, pow2:N,every:M, every:M, list:A,B,C or epoch:K"
      case .badNumber(let text, let key, let found, let least):
        "snapshot schedule '\(text)': '\(found)' after '\(key):' must be a whole number from \(least) on"
      case .trailing(let text, let found):
        "snapshot schedule '\(text)': nothing may follow the schedule; remove '\(found)'"
      }
    }
  }

  /// Reads the text form; blanks around its parts do not matter.
  public init(parsing text: String) throws(TextError) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(Self.trimmed)
    let (form, first) = Self.keyAndValue(parts[0])
    switch form {
    case "every":
      self = .every(try Self.number(first, key: form, in: text))
      try Self.refuse(parts.dropFirst(), in: text)
    case "epoch":
      self = .timesPerEpoch(try Self.number(first, key: form, in: text))
      try Self.refuse(parts.dropFirst(), in: text)
    case "list":
      var steps: Set<Int> = []
      for part in [first ?? ""] + parts.dropFirst() {
        steps.insert(try Self.number(part, key: form, in: text, least: 0))
      }
      self = .list(steps.sorted())
    case "pow2":
      let upTo = try Self.number(first, key: form, in: text)
      var period: Int?
      if parts.count > 1 {
        let (key, value) = Self.keyAndValue(parts[1])
        guard key == "every" else { throw .trailing(text: text, found: parts[1]) }
        period = try Self.number(value, key: key, in: text)
      }
      try Self.refuse(parts.dropFirst(2), in: text)
      self = .powersOfTwo(upTo: upTo, thenEvery: period)
    default: throw .unknownForm(text: text, form: form)
    }
  }

  /// The text form, which reads back to an equal schedule.
  public var description: String {
    switch self {
    case .powersOfTwo(let upTo, let period): "pow2:\(upTo)" + (period.map { ",every:\($0)" } ?? "")
    case .every(let period): "every:\(period)"
    case .list(let steps): "list:" + steps.map(String.init).joined(separator: ",")
    case .timesPerEpoch(let times): "epoch:\(times)"
    }
  }

  /// Decodes the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(TextError) {
      self = try SnapshotSchedule(parsing: text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Encodes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  private static func trimmed(_ part: Substring) -> String {
    var part = part
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }

  private static func keyAndValue(_ part: String) -> (key: String, value: String?) {
    guard let colon = part.firstIndex(of: ":") else { return (part, nil) }
    return (trimmed(part[..<colon]), trimmed(part[part.index(after: colon)...]))
  }

  private static func number(_ part: String?, key: String, in text: String, least: Int = 1)
    throws(TextError) -> Int
  {
    guard let part, let number = Int(part), number >= least, part.allSatisfy(\.isNumber) else {
      throw .badNumber(text: text, key: key, found: part ?? "", least: least)
    }
    return number
  }

  private static func refuse(_ rest: ArraySlice<String>, in text: String) throws(TextError) {
    if let found = rest.first { throw .trailing(text: text, found: found) }
  }
}
