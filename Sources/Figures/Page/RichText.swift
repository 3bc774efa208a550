/// A passage of text with a little emphasis; whatever it holds is shown as it is, never read as HTML.
///
/// ```swift
/// let text: RichText = "Layer 0 (\(code: "h_l0")) is \(strong: "nearer") its final form."
/// ```
public struct RichText: Equatable, Sendable {
  /// A stretch of text in one style.
  public enum Run: Equatable, Sendable {
    /// Ordinary text.
    case plain(String)
    /// Text that matters most, set bold.
    case strong(String)
    /// Stressed text, set in italics.
    case emphasis(String)
    /// A name from a program or a file, set in a fixed width.
    case code(String)
  }

  /// The stretches, in order.
  public var runs: [Run]

  /// Creates a passage from stretches.
  public init(_ runs: [Run]) { self.runs = runs }

  /// Creates a passage of ordinary text.
  public init(_ text: String) { runs = [.plain(text)] }

  /// The passage without emphasis.
  public var text: String {
    runs.map { run in
      switch run {
      case .plain(let text), .strong(let text), .emphasis(let text), .code(let text): text
      }
    }.joined()
  }

  /// The passage as HTML.
  var html: String {
    runs.map { run in
      switch run {
      case .plain(let text): escapedHTML(text)
      case .strong(let text): "<strong>\(escapedHTML(text))</strong>"
      case .emphasis(let text): "<em>\(escapedHTML(text))</em>"
      case .code(let text): "<code>\(escapedHTML(text))</code>"
      }
    }.joined()
  }
}

extension RichText: ExpressibleByStringInterpolation {
  /// Collects the stretches of an interpolated literal.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var runs: [Run] = []

    /// Prepares for a literal.
    public init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds the words of the literal.
    public mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { runs.append(.plain(literal)) }
    }

    /// Adds any value as ordinary text.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      runs.append(.plain(value.description))
    }

    /// Adds bold text.
    public mutating func appendInterpolation(strong text: String) { runs.append(.strong(text)) }

    /// Adds text in italics.
    public mutating func appendInterpolation(emphasis text: String) { runs.append(.emphasis(text)) }

    /// Adds text in a fixed width.
    public mutating func appendInterpolation(code text: String) { runs.append(.code(text)) }
  }

  /// A passage of ordinary text.
  public init(stringLiteral value: String) { self.init(value) }

  /// A passage from a literal with values in it.
  public init(stringInterpolation: StringInterpolation) { runs = stringInterpolation.runs }
}

/// Text for HTML content and for attribute values in quotation marks.
///
/// Control characters other than tabs and line ends, which HTML does not allow, become U+FFFD.
public func escapedHTML(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count)
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n": result.unicodeScalars.append(scalar)
    default: result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
  }
  return result
}
