import ArgumentParser

/// Numbers with commas between, such as the widths `1150, 1150, 400`; spaces around a number do not count.
///
/// There is at least one.
struct NumberList<Number: LosslessStringConvertible & Equatable & Sendable>: ExpressibleByArgument, Equatable,
  Sendable
{
  /// The numbers in their order.
  let numbers: [Number]

  /// Numbers that a default has.
  init(_ numbers: [Number]) { self.numbers = numbers }

  init?(argument: String) {
    guard let names = NameList(argument: argument)?.names else { return nil }
    numbers = names.compactMap { Number($0) }
    if numbers.count < names.count { return nil }
  }

  /// As a person writes them.
  var defaultValueDescription: String { numbers.map(String.init).joined(separator: ",") }
}
