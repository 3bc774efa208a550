/// A JSON value, for the attributes of Zarr documents.
///
/// Whole numbers below 2⁵³ are integers, however they are written.
enum ZarrValue: Codable, Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case list([ZarrValue])
  case object([String: ZarrValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Numbers first: there are the most of them, and each type that does not fit costs an error.
    if let value = try? container.decode(Double.self) {
      self = abs(value) < 0x1p53 ? Int(exactly: value).map { .integer($0) } ?? .number(value) : .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([String: ZarrValue].self) {
      self = .object(value)
    } else if let value = try? container.decode([ZarrValue].self) {
      self = .list(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else {
      guard container.decodeNil() else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a JSON value")
      }
      self = .null
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let values): try container.encode(values)
    }
  }

  var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var string: String? { if case .string(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var list: [ZarrValue]? { if case .list(let values) = self { values } else { nil } }
  var object: [String: ZarrValue]? { if case .object(let values) = self { values } else { nil } }
  var integers: [Int]? { list.flatMap { allOrNil($0.map(\.integer)) } }
  var numbers: [Double]? { list.flatMap { allOrNil($0.map(\.number)) } }
  var strings: [String]? { list.flatMap { allOrNil($0.map(\.string)) } }

  private func allOrNil<T>(_ values: [T?]) -> [T]? {
    let present = values.compactMap { $0 }
    return present.count == values.count ? present : nil
  }
}
