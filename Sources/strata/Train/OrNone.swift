import ArgumentParser

/// What an option gives that can also be switched off: a value, or `none`, which takes away what a preset or a file has set.
enum OrNone<Value: ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
  case value(Value)
  case nothing

  init?(argument: String) {
    if argument == "none" {
      self = .nothing
    } else if let value = Value(argument: argument) {
      self = .value(value)
    } else {
      return nil
    }
  }

  /// The value; nil for `none`.
  var value: Value? { if case .value(let value) = self { value } else { nil } }

  static var allValueStrings: [String] {
    Value.allValueStrings.isEmpty ? [] : Value.allValueStrings + ["none"]
  }
}
