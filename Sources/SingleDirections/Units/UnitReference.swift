/// One unit of a network: its site and its index there, from 0.
///
/// A unit of a convolutional site is a channel. Units are ordered by site and then by index; in names of
/// sites, runs of digits compare as numbers, so that `conv_l2` stands before `conv_l10`.
public struct UnitReference: Hashable, Sendable {
  /// The name of the site, such as `conv_l4` or `h_l0`.
  public let site: String
  /// The index in the site, from 0.
  public let unit: Int

  /// Names a unit.
  public init(site: String, unit: Int) {
    precondition(unit >= 0, "unit \(unit) of \(site)")
    self.site = site
    self.unit = unit
  }

  /// All units of a site, in ascending order.
  public static func all(of site: String, count: Int) -> [UnitReference] {
    (0..<count).map { UnitReference(site: site, unit: $0) }
  }
}

extension UnitReference: CustomStringConvertible {
  /// Such as "unit 3 of conv_l4".
  public var description: String { "unit \(unit) of \(site)" }
}

extension UnitReference: Comparable {
  /// Whether the left unit stands before the right one.
  public static func < (a: UnitReference, b: UnitReference) -> Bool {
    a.site == b.site ? a.unit < b.unit : precedes(a.site, b.site)
  }

  /// Whether one name stands before another, digits compared as numbers.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let left = Array(a.utf8)
    let right = Array(b.utf8)
    var i = 0
    var j = 0
    while i < left.count, j < right.count {
      let (m, n) = (digits(left, from: i), digits(right, from: j))
      if m.isEmpty || n.isEmpty {
        if left[i] != right[j] { return left[i] < right[j] }
        (i, j) = (i + 1, j + 1)
      } else {
        // Without leading zeros, the longer number is the greater one.
        if m.count != n.count { return m.count < n.count }
        if m != n { return m.lexicographicallyPrecedes(n) }
        (i, j) = (m.endIndex, n.endIndex)
      }
    }
    // Names that differ only in leading zeros must still have an order.
    let (restA, restB) = (left.count - i, right.count - j)
    return restA == restB ? a < b : restA < restB
  }

  /// The digits of the number that begins at `start`, without leading zeros but at least one; empty if none
  /// begins.
  private static func digits(_ text: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    var end = start
    while end < text.count, text[end] >= 0x30, text[end] <= 0x39 { end += 1 }
    var first = start
    while first < end - 1, text[first] == 0x30 { first += 1 }
    return text[first..<end]
  }
}

extension UnitReference {
  /// The units in ascending order.
  ///
  /// - Throws: ``SingleDirectionsError/duplicateUnit(_:list:)`` when one stands twice.
  static func sortedOnce(
    _ units: [UnitReference], list: String
  ) throws(SingleDirectionsError) -> [UnitReference] {
    let sorted = units.sorted()
    for (a, b) in zip(sorted, sorted.dropFirst()) where a == b { throw .duplicateUnit(a, list: list) }
    return sorted
  }
}
