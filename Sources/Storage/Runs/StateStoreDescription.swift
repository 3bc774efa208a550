/// How the numbers of a state store are kept.
public enum StatePrecision: Equatable, Sendable {
  /// Half precision, to nearest even; an array with a number that does not fit becomes Float32.
  case float16
  /// Float32, bit for bit.
  case lossless
  /// Float32 rounded to nearest even with so many mantissa bits, 0 to 23.
  case rounded(mantissaBits: Int)
}

/// The text form: `float16`, `lossless`, `rounded:10`.
extension StatePrecision: Codable, CustomStringConvertible {
  /// Reads the text form; nil when it is another text.
  public init?(parsing text: String) {
    switch text {
    case "float16": self = .float16
    case "lossless": self = .lossless
    default:
      guard text.hasPrefix("rounded:"), let bits = Int(text.dropFirst(8)), (0...23).contains(bits) else {
        return nil
      }
      self = .rounded(mantissaBits: bits)
    }
  }

  /// The text form, which reads back to an equal precision.
  public var description: String {
    switch self {
    case .float16: "float16"
    case .lossless: "lossless"
    case .rounded(let bits): "rounded:\(bits)"
    }
  }

  /// Decodes the text form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let precision = StatePrecision(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription:
          "'\(text)' is no precision; write float16, lossless or rounded:K with K from 0 to 23")
    }
    self = precision
  }

  /// Encodes the text form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Everything about a state store but the states.
public struct StateStoreDescription: Codable, Equatable, Sendable {
  /// The probes, one group of arrays each.
  public var probes: [ProbeDescription]
  /// How numbers are kept.
  public var precision: StatePrecision
  /// Whether bytes are shuffled before compression, which saves some per cent (`blosc`, then `crc32c`).
  public var shuffled: Bool
  /// Hashes of recipe and data, seed, dropout and the like; part of the store's identity.
  public var attributes: [String: String]

  /// Creates a description.
  public init(
    probes: [ProbeDescription], precision: StatePrecision = .float16, shuffled: Bool = false,
    attributes: [String: String] = [:]
  ) {
    self.probes = probes
    self.precision = precision
    self.shuffled = shuffled
    self.attributes = attributes
  }
}
