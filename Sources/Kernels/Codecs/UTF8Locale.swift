import Glibc

/// Lets C code take names for UTF-8, whatever the environment says.
enum UTF8Locale {
  /// Runs `body` with the calling thread's character set switched to UTF-8; other threads notice nothing.
  static func with<T, Failure: Error>(_ body: () throws(Failure) -> T) throws(Failure) -> T {
    guard let utf8 = newlocale(1 << LC_CTYPE, "C.UTF-8", nil) else { return try body() }
    let previous = uselocale(utf8)
    defer {
      uselocale(previous)
      freelocale(utf8)
    }
    return try body()
  }
}
