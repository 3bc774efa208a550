/// A JSON value, for the attributes of Zarr documents.
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
    // Whole numbers first: there are the most of them, and each type that does not fit costs an error.
    if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode([ZarrValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: ZarrValue].self))
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
