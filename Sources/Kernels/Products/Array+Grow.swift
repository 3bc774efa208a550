extension Array where Element: ExpressibleByIntegerLiteral {
  /// Makes a buffer at least `count` long; where it has to grow, all of it becomes 0.
  public mutating func grow(to count: Int) {
    if self.count < count { self = Array(repeating: 0, count: count) }
  }
}
