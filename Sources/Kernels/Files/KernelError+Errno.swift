import Glibc

extension KernelError {
  /// The operating system's words for an error number.
  public static func message(ofErrno code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
