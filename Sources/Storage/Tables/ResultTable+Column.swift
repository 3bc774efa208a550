extension ResultTable {
  /// One named column, with its unit and description where they are known.
  public struct Column: Equatable, Sendable {
    /// The values, all of one kind; nil is a missing value.
    public enum Values: Equatable, Sendable {
      /// Float64 numbers.
      case double([Double?])
      /// Integers.
      case int([Int?])
      /// Texts.
      case string([String?])
    }

    /// The name, which no other column of the table has.
    public let name: String
    /// The unit of the values, such as "nats"; nil for pure numbers and text.
    public var unit: String?
    /// What the values are, in a few words.
    public var description: String?
    /// The values from the first row to the last.
    public private(set) var values: Values

    /// Creates a column.
    public init(name: String, values: Values, unit: String? = nil, description: String? = nil) {
      self.name = name
      self.values = values
      self.unit = unit
      self.description = description
    }

    /// A column of numbers.
    public static func double(
      _ name: String, _ values: [Double?] = [], unit: String? = nil, description: String? = nil
    ) -> Column { Column(name: name, values: .double(values), unit: unit, description: description) }

    /// A column of integers.
    public static func int(
      _ name: String, _ values: [Int?] = [], unit: String? = nil, description: String? = nil
    ) -> Column { Column(name: name, values: .int(values), unit: unit, description: description) }

    /// A column of text.
    public static func string(
      _ name: String, _ values: [String?] = [], unit: String? = nil, description: String? = nil
    ) -> Column { Column(name: name, values: .string(values), unit: unit, description: description) }
  }
}

extension ResultTable.Column {
  /// What the column holds.
  public var kind: ResultTable.Kind {
    switch values {
    case .double: .double
    case .int: .int
    case .string: .string
    }
  }

  /// The number of values, missing ones included.
  public var count: Int {
    switch values {
    case .double(let values): values.count
    case .int(let values): values.count
    case .string(let values): values.count
    }
  }

  /// The value in row `row`.
  public subscript(row: Int) -> ResultTable.Value {
    switch values {
    case .double(let values): .init(values[row])
    case .int(let values): .init(values[row])
    case .string(let values): .init(values[row])
    }
  }

  /// Adds a value of the column's kind; an integer becomes a number where the column holds numbers.
  mutating func append(_ value: ResultTable.Value) {
    switch values {
    case .double(var list):
      values = .double([])  // keeps `list` the only owner, so that appending does not copy
      switch value {
      case .missing: list.append(nil)
      case .double, .int: list.append(value.number)
      case .string(let text): preconditionFailure("text '\(text)' in column '\(name)' of numbers")
      }
      values = .double(list)
    case .int(var list):
      values = .int([])
      switch value {
      case .missing: list.append(nil)
      case .int(let integer): list.append(integer)
      case .double, .string: preconditionFailure("\(value) in column '\(name)' of integers")
      }
      values = .int(list)
    case .string(var list):
      values = .string([])
      switch value {
      case .missing: list.append(nil)
      case .string(let text): list.append(text)
      case .double, .int: preconditionFailure("\(value) in column '\(name)' of text")
      }
      values = .string(list)
    }
  }

  /// The column with only the values at `indices`.
  func values(at indices: [Int]) -> Self {
    var column = self
    switch values {
    case .double(let list): column.values = .double(indices.map { list[$0] })
    case .int(let list): column.values = .int(indices.map { list[$0] })
    case .string(let list): column.values = .string(indices.map { list[$0] })
    }
    return column
  }
}
