import ArgumentParser

/// Names with commas between, such as the sites `h_l0, c_l0`; spaces around a name do not count.
///
/// There is at least one, and none is empty: an empty one is more likely a slip than meant.
struct NameList: ExpressibleByArgument, Equatable, Sendable {
  /// The names in their order.
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map { part in
      let start = part.drop { $0 == " " }
      return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
    }
    if names.contains("") { return nil }
  }

  /// Whether it says `all` in place of names.
  var isAll: Bool { names == ["all"] }
}
