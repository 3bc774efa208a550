/// What a C library or the operating system refused to do.
public enum KernelError: Error, Equatable, CustomStringConvertible {
  /// A LAPACK routine returned a non-zero `info`.
  case lapack(routine: String, info: Int)
  /// A compressed block could not be written or read; `codec` names the library.
  case codec(codec: String, message: String)
  /// A system call failed on a path.
  case system(call: String, path: String, errno: Int32)

  /// One sentence that says what failed and where.
  public var description: String {
    switch self {
    case .lapack(let routine, let info):
      info > 0
        ? "LAPACK \(routine) did not converge (info \(info)); check the input for extreme values"
        : "LAPACK \(routine) refused argument \(-info)"
    case .codec(let codec, let message):
      "\(codec): \(message)"
    case .system(let call, let path, let errno):
      "cannot \(call) \(path): \(KernelError.message(ofErrno: errno))"
    }
  }
}
