import Kernels

extension Concurrent {
  /// The number of threads that all computing uses, the calling one included; all processors until it is set.
  public static var threadCount: Int { Threads.count }

  /// Sets the number of threads, from 1 to 64; call it before any work starts.
  ///
  /// Results do not depend on it.
  public static func setThreadCount(_ count: Int) { Threads.setCount(count) }
}
