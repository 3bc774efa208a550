/// A property of units, with one value for each, or nil where there is none.
public struct UnitColumn: Equatable, Sendable {
  /// The values of a column, all of one kind.
  public enum Values: Equatable, Sendable {
    /// Real numbers.
    case numbers([Double?])
    /// Whole numbers, such as a class.
    case integers([Int?])

    /// The number of values, those that are nil included.
    public var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      }
    }
  }

  /// The name, in snake case.
  public let name: String
  /// The values.
  public let values: Values

  /// Creates a column.
  public init(_ name: String, _ values: Values) {
    self.name = name
    self.values = values
  }
}

extension UnitColumn.Values {
  /// The values at new places among `count`: value i goes to `places[i]`, and nil stands elsewhere.
  func spread(to places: [Int], count: Int) -> UnitColumn.Values {
    func moved<T>(_ values: [T?]) -> [T?] {
      var result = [T?](repeating: nil, count: count)
      for (value, place) in zip(values, places) { result[place] = value }
      return result
    }
    return switch self {
    case .numbers(let values): .numbers(moved(values))
    case .integers(let values): .integers(moved(values))
    }
  }

  /// These values followed by others of the same kind.
  func appending(_ other: UnitColumn.Values) -> UnitColumn.Values {
    switch (self, other) {
    case (.numbers(let a), .numbers(let b)): .numbers(a + b)
    case (.integers(let a), .integers(let b)): .integers(a + b)
    default: preconditionFailure("columns of one name and different kinds")
    }
  }
}
