import Foundation

/// A JSON value, from which plotly.js figures are put together.
public enum PlotlyJSON: Equatable, Sendable {
  /// Nothing: a gap in a line, an empty cell.
  case null
  /// True or false.
  case bool(Bool)
  /// A finite number.
  case number(Double)
  /// Text, as it is; see ``plotlyText(_:)`` for text that plotly.js draws.
  case string(String)
  /// A list.
  case array([PlotlyJSON])
  /// Values by name.
  case object([String: PlotlyJSON])

  /// A number, or null when it is missing or not finite.
  static func number(orNull value: Double?) -> PlotlyJSON {
    value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
  }

  /// Text for a place where plotly.js reads its small subset of HTML; there it shows as it is here.
  static func label(_ text: String) -> PlotlyJSON { .string(plotlyText(text)) }

  /// The member of that name, or nil for anything but an object that has it.
  public subscript(name: String) -> PlotlyJSON? {
    guard case .object(let members) = self else { return nil }
    return members[name]
  }

  /// Compact JSON with sorted keys, in ASCII-safe form for the inside of an HTML script element when asked.
  ///
  /// Then `<`, `>`, `&` and the line separators U+2028 and U+2029 are written as escapes, so that no text can
  /// end the element or open a comment.
  public func encoded(forHTML: Bool = false) -> [UInt8] { encodedJSON(self, forHTML: forHTML) }
}

extension PlotlyJSON: Codable {
  /// Encodes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// Decodes any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([PlotlyJSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: PlotlyJSON].self))
    }
  }
}

extension PlotlyJSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Null.
  public init(nilLiteral: ()) { self = .null }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A number.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// A number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// Text.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A list.
  public init(arrayLiteral elements: PlotlyJSON...) { self = .array(elements) }
  /// Values by name; a name that comes twice keeps its last value.
  public init(dictionaryLiteral elements: (String, PlotlyJSON)...) {
    self = .object(Dictionary(elements) { $1 })
  }
}

/// Text as plotly.js must be given it to draw it unchanged: it reads tags such as `<b>` and entities in any text.
public func plotlyText(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\n", "\r", "\t", "\u{2028}", "\u{2029}": result += " "
    default: result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
  }
  return result
}

/// Text for a plotly.js template, where also `%{…}` would be read.
func templateText(_ text: String) -> String { plotlyText(text).replacing("%{", with: "&#37;{") }

/// A value as compact JSON with sorted keys.
func encodedJSON(_ value: some Encodable, forHTML: Bool = false) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  do {
    let bytes = Array(try encoder.encode(value))
    return forHTML ? escapedForScriptElement(bytes) : bytes
  } catch {
    preconditionFailure("a figure holds only what JSON can: \(error)")
  }
}

/// JSON in which the bytes that matter to an HTML parser or to old JavaScript are written as escapes.
///
/// Outside string literals JSON has none of these characters, so the replacement never changes its meaning.
private func escapedForScriptElement(_ json: [UInt8]) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(json.count)
  var i = 0
  while i < json.count {
    let separator = i + 2 < json.count && json[i] == 0xE2 && json[i + 1] == 0x80 ? json[i + 2] : 0
    switch json[i] {
    case UInt8(ascii: "<"): result += Array("\\u003c".utf8)
    case UInt8(ascii: ">"): result += Array("\\u003e".utf8)
    case UInt8(ascii: "&"): result += Array("\\u0026".utf8)
    case 0xE2 where separator == 0xA8 || separator == 0xA9:
      result += Array((separator == 0xA8 ? "\\u2028" : "\\u2029").utf8)
      i += 2
    default: result.append(json[i])
    }
    i += 1
  }
  return result
}
