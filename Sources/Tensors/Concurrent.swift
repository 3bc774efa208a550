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
}
