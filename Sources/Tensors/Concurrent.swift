import Kernels

/// Independent work on all threads.
public enum Concurrent {
  /// Returns `[body(0), …, body(count − 1)]`, evaluated on all threads of the pool.
  ///
  /// The bodies must be independent; matrix products inside them run on the calling thread. Results do not depend
  /// on the number of threads.
  ///
  /// - Throws: the error of the lowest index whose body threw.
  public static func map<T: Sendable>(_ count: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    try Threads.map(count, body)
  }

  /// The same with at most `atOnce` bodies at a time, for those that take much memory.
  public static func map<T: Sendable>(
    _ count: Int, atOnce: Int, _ body: @Sendable (Int) throws -> T
  ) throws -> [T] {
    precondition(atOnce > 0, "\(atOnce) bodies at once")
    guard atOnce < threadCount else { return try map(count, body) }
    var results: [T] = []
    for start in stride(from: 0, to: count, by: atOnce) {
      results += try map(min(atOnce, count - start)) { try body(start + $0) }
    }
    return results
  }
}
